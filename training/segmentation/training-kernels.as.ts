// Training kernels over float32 rows of C channels, C a multiple of 4. Offsets in bytes.

/** out[c] = sum over rows of x, or of (x - mean)^2 when `mean` is given. */
export function sumRows(x: usize, rows: i32, c: i32, mean: usize, out: usize): void {
  const stride: usize = <usize>c * 4;
  for (let ch: usize = 0; ch < stride; ch += 16) {
    let total = f32x4.splat(0);
    const m = mean ? v128.load(mean + ch) : f32x4.splat(0);
    let p = x + ch;
    for (let r = 0; r < rows; ) {
      const end = min(rows, r + 256);
      let part = f32x4.splat(0);
      for (; r < end; r++, p += stride) {
        const v = v128.load(p);
        if (mean) {
          const d = f32x4.sub(v, m);
          part = f32x4.add(part, f32x4.mul(d, d));
        } else part = f32x4.add(part, v);
      }
      total = f32x4.add(total, part);
    }
    v128.store(out + ch, total);
  }
}

/** y = x * a + b per channel. */
export function affine(x: usize, rows: i32, c: i32, a: usize, b: usize, y: usize): void {
  const stride: usize = <usize>c * 4;
  for (let r = 0; r < rows; r++) {
    for (let ch: usize = 0; ch < stride; ch += 16) {
      v128.store(y, f32x4.add(f32x4.mul(v128.load(x), v128.load(a + ch)), v128.load(b + ch)));
      x += 16;
      y += 16;
    }
  }
}

/** s0[c] = sum dy, s1[c] = sum dy * (x - mean). */
export function gradSums(x: usize, dy: usize, rows: i32, c: i32, mean: usize, s0: usize, s1: usize): void {
  const stride: usize = <usize>c * 4;
  for (let ch: usize = 0; ch < stride; ch += 16) {
    let t0 = f32x4.splat(0);
    let t1 = f32x4.splat(0);
    const m = v128.load(mean + ch);
    let p = x + ch;
    let q = dy + ch;
    for (let r = 0; r < rows; ) {
      const end = min(rows, r + 256);
      let a = f32x4.splat(0);
      let b = f32x4.splat(0);
      for (; r < end; r++, p += stride, q += stride) {
        const d = v128.load(q);
        a = f32x4.add(a, d);
        b = f32x4.add(b, f32x4.mul(d, f32x4.sub(v128.load(p), m)));
      }
      t0 = f32x4.add(t0, a);
      t1 = f32x4.add(t1, b);
    }
    v128.store(s0 + ch, t0);
    v128.store(s1 + ch, t1);
  }
}

/** dx = dy * f + x * g + h per channel, written over dy. */
export function gradApply(x: usize, dy: usize, rows: i32, c: i32, f: usize, g: usize, h: usize): void {
  const stride: usize = <usize>c * 4;
  for (let r = 0; r < rows; r++) {
    for (let ch: usize = 0; ch < stride; ch += 16) {
      const v = f32x4.add(f32x4.mul(v128.load(dy), v128.load(f + ch)), f32x4.mul(v128.load(x), v128.load(g + ch)));
      v128.store(dy, f32x4.add(v, v128.load(h + ch)));
      x += 16;
      dy += 16;
    }
  }
}

/** out[i, j, c] = sum over batch and pixels of x[tap (i, j)] * dy, same padding. */
export function depthwiseFilterGrad(
  x: usize, dy: usize, n: i32, h: i32, w: i32, c: i32, oh: i32, ow: i32, k: i32, stride: i32, top: i32, left: i32, out: usize,
): void {
  const pixel: usize = <usize>c * 4;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      let x0 = 0;
      while (x0 * stride + j - left < 0) x0++;
      let x1 = ow;
      while (x1 > x0 && (x1 - 1) * stride + j - left >= w) x1--;
      for (let ch: usize = 0; ch < pixel; ch += 16) {
        let total = f32x4.splat(0);
        for (let b = 0; b < n; b++) {
          for (let y = 0; y < oh; y++) {
            const row = y * stride + i - top;
            if (row < 0 || row >= h) continue;
            let p = x + <usize>((b * h + row) * w + x0 * stride + j - left) * pixel + ch;
            let q = dy + <usize>((b * oh + y) * ow + x0) * pixel + ch;
            let part = f32x4.splat(0);
            for (let xx = x0; xx < x1; xx++) {
              part = f32x4.add(part, f32x4.mul(v128.load(p), v128.load(q)));
              p += pixel * <usize>stride;
              q += pixel;
            }
            total = f32x4.add(total, part);
          }
        }
        v128.store(out + <usize>(i * k + j) * pixel + ch, total);
      }
    }
  }
}
