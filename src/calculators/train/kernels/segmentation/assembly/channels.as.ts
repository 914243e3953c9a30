// Sums and products of float32 NHWC pictures along their channels. Channels are multiples of 4, offsets in bytes.

/** out[n, c] = factor * the sum over the pixels of x (times y where given). `add` adds to what is there. */
export function poolProducts(x: usize, y: usize, out: usize, n: i32, pixels: i32, c: i32, factor: f32, add: bool): void {
  const pixel: usize = <usize>c * 4;
  for (let b = 0; b < n; b++) {
    for (let ch: usize = 0; ch < pixel; ch += 16) {
      let s0 = f32x4.splat(0);
      let p = x + <usize>(b * pixels) * pixel + ch;
      let q = y + <usize>(b * pixels) * pixel + ch;
      for (let i = 0; i < pixels; i++) {
        s0 = f32x4.add(s0, y ? f32x4.mul(v128.load(p), v128.load(q)) : v128.load(p));
        p += pixel;
        q += pixel;
      }
      const o = out + <usize>b * pixel + ch;
      const sum = f32x4.mul(s0, f32x4.splat(factor));
      v128.store(o, add ? f32x4.add(v128.load(o), sum) : sum);
    }
  }
}

/** out = x * gate[n, c], x of one where none is given; `add` adds to what is there. */
export function scaleChannels(
  x: usize, gate: usize, out: usize, n: i32, pixels: i32, c: i32, factor: f32, add: bool,
): void {
  const pixel: usize = <usize>c * 4;
  const f = f32x4.splat(factor);
  for (let b = 0; b < n; b++) {
    const g = gate + <usize>b * pixel;
    for (let i = 0; i < pixels; i++) {
      for (let ch: usize = 0; ch < pixel; ch += 16) {
        let v = f32x4.mul(v128.load(g + ch), f);
        if (x) {
          v = f32x4.mul(v, v128.load(x));
          x += 16;
        }
        v128.store(out, add ? f32x4.add(v128.load(out), v) : v);
        out += 16;
      }
    }
  }
}

/** out = a + b; the count is in floats, a multiple of 4. */
export function sum(a: usize, b: usize, out: usize, count: i32): void {
  const end = out + <usize>count * 4;
  while (out < end) {
    v128.store(out, f32x4.add(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
    out += 16;
  }
}
