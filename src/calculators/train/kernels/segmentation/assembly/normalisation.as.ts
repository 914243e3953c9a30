// Batch normalisation and activation of float32 pictures, channel by channel, and their gradients. Channels are multiples of
// 4, offsets in bytes.

/** Sums per channel of x - pivot and of its square, for mean and variance in one pass. s0 and s1 begin as zeros. */
export function moments(x: usize, rows: i32, c: i32, pivot: usize, s0: usize, s1: usize): void {
  const stride: usize = <usize>c * 4;
  for (let r = 0; r < rows; r += 64) {
    const block = min(64, rows - r);
    for (let ch: usize = 0; ch < stride; ch += 16) {
      const m = v128.load(pivot + ch);
      let a0 = f32x4.splat(0);
      let a1 = f32x4.splat(0);
      let b0 = f32x4.splat(0);
      let b1 = f32x4.splat(0);
      let p = x + <usize>r * stride + ch;
      let n = 0;
      for (; n + 2 <= block; n += 2) {
        const u = f32x4.sub(v128.load(p), m);
        const v = f32x4.sub(v128.load(p + stride), m);
        a0 = f32x4.add(a0, u);
        a1 = f32x4.add(a1, v);
        b0 = f32x4.add(b0, f32x4.mul(u, u));
        b1 = f32x4.add(b1, f32x4.mul(v, v));
        p += stride + stride;
      }
      if (n < block) {
        const u = f32x4.sub(v128.load(p), m);
        a0 = f32x4.add(a0, u);
        b0 = f32x4.add(b0, f32x4.mul(u, u));
      }
      v128.store(s0 + ch, f32x4.add(v128.load(s0 + ch), f32x4.add(a0, a1)));
      v128.store(s1 + ch, f32x4.add(v128.load(s1 + ch), f32x4.add(b0, b1)));
    }
  }
}

// Activations by number: 0 linear, 1 relu, 2 hard swish.

/** y = activation(x * gain + shift) per channel. */
export function activate(x: usize, y: usize, rows: i32, c: i32, gain: usize, shift: usize, activation: i32): void {
  const stride: usize = <usize>c * 4;
  const zero = f32x4.splat(0);
  const three = f32x4.splat(3);
  const six = f32x4.splat(6);
  const sixth = f32x4.splat(1.0 / 6.0);
  for (let r = 0; r < rows; r++) {
    for (let ch: usize = 0; ch < stride; ch += 16) {
      let z = f32x4.add(f32x4.mul(v128.load(x), v128.load(gain + ch)), v128.load(shift + ch));
      if (activation == 1) z = f32x4.max(z, zero);
      else if (activation == 2) {
        z = f32x4.mul(z, f32x4.mul(f32x4.min(f32x4.max(f32x4.add(z, three), zero), six), sixth));
      }
      v128.store(y, z);
      x += 16;
      y += 16;
    }
  }
}

/** dy becomes the gradient before the activation; s0[c] += its sum, s1[c] += its sum weighted by x - mean. */
export function activateGradient(
  x: usize, dy: usize, rows: i32, c: i32, gain: usize, shift: usize, mean: usize, activation: i32, s0: usize, s1: usize,
): void {
  const stride: usize = <usize>c * 4;
  const zero = f32x4.splat(0);
  const half = f32x4.splat(0.5);
  const one = f32x4.splat(1);
  const three = f32x4.splat(3);
  const low = f32x4.splat(-3);
  const third = f32x4.splat(1.0 / 3.0);
  for (let r = 0; r < rows; r += 64) {
    const block = min(64, rows - r);
    for (let ch: usize = 0; ch < stride; ch += 16) {
      const g = v128.load(gain + ch);
      const b = v128.load(shift + ch);
      const m = v128.load(mean + ch);
      let a0 = zero;
      let a1 = zero;
      let p = x + <usize>r * stride + ch;
      let q = dy + <usize>r * stride + ch;
      for (let n = 0; n < block; n++) {
        const v = v128.load(p);
        let d = v128.load(q);
        if (activation != 0) {
          const z = f32x4.add(f32x4.mul(v, g), b);
          if (activation == 1) d = v128.and(d, f32x4.gt(z, zero));
          else {
            let slope = f32x4.add(f32x4.mul(z, third), half);
            slope = v128.bitselect(one, slope, f32x4.gt(z, three));
            d = f32x4.mul(d, v128.and(slope, f32x4.gt(z, low)));
          }
          v128.store(q, d);
        }
        a0 = f32x4.add(a0, d);
        a1 = f32x4.add(a1, f32x4.mul(d, f32x4.sub(v, m)));
        p += stride;
        q += stride;
      }
      v128.store(s0 + ch, f32x4.add(v128.load(s0 + ch), a0));
      v128.store(s1 + ch, f32x4.add(v128.load(s1 + ch), a1));
    }
  }
}

/** dy = dy * f + x * g + h per channel: what is left of batch normalisation's gradient when its sums are known. */
export function normaliseGradient(x: usize, dy: usize, rows: i32, c: i32, f: usize, g: usize, h: usize): void {
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
