// Forward and backward passes of the network's layers over float32 NHWC pictures. Channels are multiples of 4, offsets
// and strides in bytes. Blocks of rows are small enough for the first cache; accumulators are few enough for registers.

/** c[rows, m] = a[rows, k] * b[k, m], or added to what is there. */
export function gemm(a: usize, b: usize, c: usize, rows: i32, k: i32, m: i32, add: bool): void {
  const lda: usize = <usize>k * 4;
  const ldc: usize = <usize>m * 4;
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    const a0 = a + <usize>r * lda;
    const a1 = a0 + lda;
    const a2 = a1 + lda;
    const a3 = a2 + lda;
    const c0 = c + <usize>r * ldc;
    const c1 = c0 + ldc;
    const c2 = c1 + ldc;
    const c3 = c2 + ldc;
    let j: usize = 0;
    for (; j + 32 <= ldc; j += 32) {
      let s00 = add ? v128.load(c0 + j) : f32x4.splat(0);
      let s01 = add ? v128.load(c0 + j, 16) : f32x4.splat(0);
      let s10 = add ? v128.load(c1 + j) : f32x4.splat(0);
      let s11 = add ? v128.load(c1 + j, 16) : f32x4.splat(0);
      let s20 = add ? v128.load(c2 + j) : f32x4.splat(0);
      let s21 = add ? v128.load(c2 + j, 16) : f32x4.splat(0);
      let s30 = add ? v128.load(c3 + j) : f32x4.splat(0);
      let s31 = add ? v128.load(c3 + j, 16) : f32x4.splat(0);
      let p = b + j;
      for (let i: usize = 0; i < lda; i += 4) {
        const b0 = v128.load(p);
        const b1 = v128.load(p, 16);
        let v = v128.load32_splat(a0 + i);
        s00 = f32x4.add(s00, f32x4.mul(v, b0));
        s01 = f32x4.add(s01, f32x4.mul(v, b1));
        v = v128.load32_splat(a1 + i);
        s10 = f32x4.add(s10, f32x4.mul(v, b0));
        s11 = f32x4.add(s11, f32x4.mul(v, b1));
        v = v128.load32_splat(a2 + i);
        s20 = f32x4.add(s20, f32x4.mul(v, b0));
        s21 = f32x4.add(s21, f32x4.mul(v, b1));
        v = v128.load32_splat(a3 + i);
        s30 = f32x4.add(s30, f32x4.mul(v, b0));
        s31 = f32x4.add(s31, f32x4.mul(v, b1));
        p += ldc;
      }
      v128.store(c0 + j, s00);
      v128.store(c0 + j, s01, 16);
      v128.store(c1 + j, s10);
      v128.store(c1 + j, s11, 16);
      v128.store(c2 + j, s20);
      v128.store(c2 + j, s21, 16);
      v128.store(c3 + j, s30);
      v128.store(c3 + j, s31, 16);
    }
    for (; j < ldc; j += 16) {
      let s0 = add ? v128.load(c0 + j) : f32x4.splat(0);
      let s1 = add ? v128.load(c1 + j) : f32x4.splat(0);
      let s2 = add ? v128.load(c2 + j) : f32x4.splat(0);
      let s3 = add ? v128.load(c3 + j) : f32x4.splat(0);
      let p = b + j;
      for (let i: usize = 0; i < lda; i += 4) {
        const b0 = v128.load(p);
        s0 = f32x4.add(s0, f32x4.mul(v128.load32_splat(a0 + i), b0));
        s1 = f32x4.add(s1, f32x4.mul(v128.load32_splat(a1 + i), b0));
        s2 = f32x4.add(s2, f32x4.mul(v128.load32_splat(a2 + i), b0));
        s3 = f32x4.add(s3, f32x4.mul(v128.load32_splat(a3 + i), b0));
        p += ldc;
      }
      v128.store(c0 + j, s0);
      v128.store(c1 + j, s1);
      v128.store(c2 + j, s2);
      v128.store(c3 + j, s3);
    }
  }
  for (; r < rows; r++) {
    const a0 = a + <usize>r * lda;
    const c0 = c + <usize>r * ldc;
    for (let j: usize = 0; j < ldc; j += 16) {
      let s = add ? v128.load(c0 + j) : f32x4.splat(0);
      let p = b + j;
      for (let i: usize = 0; i < lda; i += 4) {
        s = f32x4.add(s, f32x4.mul(v128.load32_splat(a0 + i), v128.load(p)));
        p += ldc;
      }
      v128.store(c0 + j, s);
    }
  }
}

/** c[k, m] += transposed a[rows, k] * d[rows, m]: the gradient of the filter of a 1x1 convolution. */
export function gemmTransposed(a: usize, d: usize, c: usize, rows: i32, k: i32, m: i32): void {
  const lda: usize = <usize>k * 4;
  const ldc: usize = <usize>m * 4;
  for (let r = 0; r < rows; r += 64) {
    const block = min(64, rows - r);
    const from = a + <usize>r * lda;
    const along = d + <usize>r * ldc;
    for (let i: usize = 0; i < lda; i += 16) {
      const c0 = c + (i >> 2) * ldc;
      const c1 = c0 + ldc;
      const c2 = c1 + ldc;
      const c3 = c2 + ldc;
      let j: usize = 0;
      for (; j + 32 <= ldc; j += 32) {
        let s00 = v128.load(c0 + j);
        let s01 = v128.load(c0 + j, 16);
        let s10 = v128.load(c1 + j);
        let s11 = v128.load(c1 + j, 16);
        let s20 = v128.load(c2 + j);
        let s21 = v128.load(c2 + j, 16);
        let s30 = v128.load(c3 + j);
        let s31 = v128.load(c3 + j, 16);
        let p = from + i;
        let q = along + j;
        for (let n = 0; n < block; n++) {
          const d0 = v128.load(q);
          const d1 = v128.load(q, 16);
          let v = v128.load32_splat(p);
          s00 = f32x4.add(s00, f32x4.mul(v, d0));
          s01 = f32x4.add(s01, f32x4.mul(v, d1));
          v = v128.load32_splat(p, 4);
          s10 = f32x4.add(s10, f32x4.mul(v, d0));
          s11 = f32x4.add(s11, f32x4.mul(v, d1));
          v = v128.load32_splat(p, 8);
          s20 = f32x4.add(s20, f32x4.mul(v, d0));
          s21 = f32x4.add(s21, f32x4.mul(v, d1));
          v = v128.load32_splat(p, 12);
          s30 = f32x4.add(s30, f32x4.mul(v, d0));
          s31 = f32x4.add(s31, f32x4.mul(v, d1));
          p += lda;
          q += ldc;
        }
        v128.store(c0 + j, s00);
        v128.store(c0 + j, s01, 16);
        v128.store(c1 + j, s10);
        v128.store(c1 + j, s11, 16);
        v128.store(c2 + j, s20);
        v128.store(c2 + j, s21, 16);
        v128.store(c3 + j, s30);
        v128.store(c3 + j, s31, 16);
      }
      for (; j < ldc; j += 16) {
        let s0 = v128.load(c0 + j);
        let s1 = v128.load(c1 + j);
        let s2 = v128.load(c2 + j);
        let s3 = v128.load(c3 + j);
        let p = from + i;
        let q = along + j;
        for (let n = 0; n < block; n++) {
          const d0 = v128.load(q);
          s0 = f32x4.add(s0, f32x4.mul(v128.load32_splat(p), d0));
          s1 = f32x4.add(s1, f32x4.mul(v128.load32_splat(p, 4), d0));
          s2 = f32x4.add(s2, f32x4.mul(v128.load32_splat(p, 8), d0));
          s3 = f32x4.add(s3, f32x4.mul(v128.load32_splat(p, 12), d0));
          p += lda;
          q += ldc;
        }
        v128.store(c0 + j, s0);
        v128.store(c1 + j, s1);
        v128.store(c2 + j, s2);
        v128.store(c3 + j, s3);
      }
    }
  }
}

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

/** Vectors, not memory.fill: calls out of WebAssembly cost more than the few bytes they would write. */
function clear(from: usize, end: usize): void {
  const zero = f32x4.splat(0);
  for (; from < end; from += 16) v128.store(from, zero);
}

/** Puts a picture into a larger one of zeros, its pixels `spread` apart. */
export function pad(
  from: usize, h: i32, w: i32, c: i32, top: i32, left: i32, spread: i32, into: usize, ph: i32, pw: i32,
): void {
  const pixel: usize = <usize>c * 4;
  const line: usize = <usize>pw * pixel;
  const step: usize = pixel * <usize>spread;
  for (let row = 0; row < ph; row++) {
    const out = into + <usize>row * line;
    const end = out + line;
    const y = row - top;
    if (y < 0 || y % spread != 0 || y / spread >= h) {
      clear(out, end);
      continue;
    }
    let p = from + <usize>(y / spread * w) * pixel;
    let q = out + <usize>left * pixel;
    if (spread == 1) {
      clear(out, q);
      const stop = q + <usize>min(w, pw - left) * pixel;
      for (; q < stop; q += 16, p += 16) v128.store(q, v128.load(p));
      clear(q, end);
      continue;
    }
    clear(out, end);
    for (let x = 0; x < w && q < end; x++, q += step) {
      for (let ch: usize = 0; ch < pixel; ch += 16, p += 16) v128.store(q + ch, v128.load(p));
    }
  }
}

/** Depthwise convolution of a padded picture `pw` pixels wide; k is 3 or 5. */
export function depthwise(
  x: usize, pw: i32, filter: usize, out: usize, oh: i32, ow: i32, c: i32, k: i32, stride: i32, add: bool,
): void {
  const pixel: usize = <usize>c * 4;
  const step: usize = pixel * <usize>stride;
  for (let row = 0; row < oh; row++) {
    let column = 0;
    for (; column + 4 <= ow; column += 4) {
      for (let ch: usize = 0; ch < pixel; ch += 16) {
        const o = out + <usize>(row * ow + column) * pixel + ch;
        let s0 = add ? v128.load(o) : f32x4.splat(0);
        let s1 = add ? v128.load(o + pixel) : f32x4.splat(0);
        let s2 = add ? v128.load(o + pixel * 2) : f32x4.splat(0);
        let s3 = add ? v128.load(o + pixel * 3) : f32x4.splat(0);
        let q = filter + ch;
        for (let i = 0; i < k; i++) {
          let p = x + <usize>((row * stride + i) * pw + column * stride) * pixel + ch;
          if (stride == 1) {
            // Four neighbours share most of their windows: each pixel is read once.
            const w0 = v128.load(q);
            const w1 = v128.load(q + pixel);
            const w2 = v128.load(q + pixel * 2);
            let v = v128.load(p);
            s0 = f32x4.add(s0, f32x4.mul(v, w0));
            v = v128.load(p + pixel);
            s0 = f32x4.add(s0, f32x4.mul(v, w1));
            s1 = f32x4.add(s1, f32x4.mul(v, w0));
            v = v128.load(p + pixel * 2);
            s0 = f32x4.add(s0, f32x4.mul(v, w2));
            s1 = f32x4.add(s1, f32x4.mul(v, w1));
            s2 = f32x4.add(s2, f32x4.mul(v, w0));
            v = v128.load(p + pixel * 3);
            s1 = f32x4.add(s1, f32x4.mul(v, w2));
            s2 = f32x4.add(s2, f32x4.mul(v, w1));
            s3 = f32x4.add(s3, f32x4.mul(v, w0));
            if (k == 3) {
              v = v128.load(p + pixel * 4);
              s2 = f32x4.add(s2, f32x4.mul(v, w2));
              s3 = f32x4.add(s3, f32x4.mul(v, w1));
              s3 = f32x4.add(s3, f32x4.mul(v128.load(p + pixel * 5), w2));
            } else {
              const w3 = v128.load(q + pixel * 3);
              const w4 = v128.load(q + pixel * 4);
              s0 = f32x4.add(s0, f32x4.mul(v, w3));
              v = v128.load(p + pixel * 4);
              s0 = f32x4.add(s0, f32x4.mul(v, w4));
              s1 = f32x4.add(s1, f32x4.mul(v, w3));
              s2 = f32x4.add(s2, f32x4.mul(v, w2));
              s3 = f32x4.add(s3, f32x4.mul(v, w1));
              v = v128.load(p + pixel * 5);
              s1 = f32x4.add(s1, f32x4.mul(v, w4));
              s2 = f32x4.add(s2, f32x4.mul(v, w3));
              s3 = f32x4.add(s3, f32x4.mul(v, w2));
              v = v128.load(p + pixel * 6);
              s2 = f32x4.add(s2, f32x4.mul(v, w4));
              s3 = f32x4.add(s3, f32x4.mul(v, w3));
              s3 = f32x4.add(s3, f32x4.mul(v128.load(p + pixel * 7), w4));
            }
            q += pixel * <usize>k;
          } else for (let j = 0; j < k; j++) {
            const w = v128.load(q);
            s0 = f32x4.add(s0, f32x4.mul(v128.load(p), w));
            s1 = f32x4.add(s1, f32x4.mul(v128.load(p + step), w));
            s2 = f32x4.add(s2, f32x4.mul(v128.load(p + step * 2), w));
            s3 = f32x4.add(s3, f32x4.mul(v128.load(p + step * 3), w));
            p += pixel;
            q += pixel;
          }
        }
        v128.store(o, s0);
        v128.store(o + pixel, s1);
        v128.store(o + pixel * 2, s2);
        v128.store(o + pixel * 3, s3);
      }
    }
    for (; column < ow; column++) {
      for (let ch: usize = 0; ch < pixel; ch += 16) {
        const o = out + <usize>(row * ow + column) * pixel + ch;
        let s = add ? v128.load(o) : f32x4.splat(0);
        let q = filter + ch;
        for (let i = 0; i < k; i++) {
          let p = x + <usize>((row * stride + i) * pw + column * stride) * pixel + ch;
          for (let j = 0; j < k; j++) {
            s = f32x4.add(s, f32x4.mul(v128.load(p), v128.load(q)));
            p += pixel;
            q += pixel;
          }
        }
        v128.store(o, s);
      }
    }
  }
}

/** out[k, k, c] += the gradient of a depthwise filter over one padded picture; k is 3 or 5. */
export function depthwiseFilterGradient(
  x: usize, pw: i32, dy: usize, out: usize, oh: i32, ow: i32, c: i32, k: i32, stride: i32,
): void {
  const pixel: usize = <usize>c * 4;
  const step: usize = pixel * <usize>stride;
  for (let i = 0; i < k; i++) {
    const o = out + <usize>(i * k) * pixel;
    for (let row = 0; row < oh; row++) {
      const line = x + <usize>((row * stride + i) * pw) * pixel;
      for (let ch: usize = 0; ch < pixel; ch += 16) {
        let p = line + ch;
        let q = dy + <usize>(row * ow) * pixel + ch;
        let s0 = v128.load(o + ch);
        let s1 = v128.load(o + pixel + ch);
        let s2 = v128.load(o + pixel * 2 + ch);
        if (k == 3) {
          for (let n = 0; n < ow; n++) {
            const d = v128.load(q);
            s0 = f32x4.add(s0, f32x4.mul(v128.load(p), d));
            s1 = f32x4.add(s1, f32x4.mul(v128.load(p + pixel), d));
            s2 = f32x4.add(s2, f32x4.mul(v128.load(p + pixel * 2), d));
            p += step;
            q += pixel;
          }
        } else {
          let s3 = v128.load(o + pixel * 3 + ch);
          let s4 = v128.load(o + pixel * 4 + ch);
          for (let n = 0; n < ow; n++) {
            const d = v128.load(q);
            s0 = f32x4.add(s0, f32x4.mul(v128.load(p), d));
            s1 = f32x4.add(s1, f32x4.mul(v128.load(p + pixel), d));
            s2 = f32x4.add(s2, f32x4.mul(v128.load(p + pixel * 2), d));
            s3 = f32x4.add(s3, f32x4.mul(v128.load(p + pixel * 3), d));
            s4 = f32x4.add(s4, f32x4.mul(v128.load(p + pixel * 4), d));
            p += step;
            q += pixel;
          }
          v128.store(o + pixel * 3 + ch, s3);
          v128.store(o + pixel * 4 + ch, s4);
        }
        v128.store(o + ch, s0);
        v128.store(o + pixel + ch, s1);
        v128.store(o + pixel * 2 + ch, s2);
      }
    }
  }
}

/** The pixels of each window of one RGB picture side by side: out[oh * ow, columns], zeros beyond the picture. */
export function windowColumns(
  x: usize, h: i32, w: i32, k: i32, stride: i32, top: i32, left: i32, oh: i32, ow: i32, columns: i32, out: usize,
): void {
  clear(out, out + <usize>(oh * ow * columns) * 4);
  for (let row = 0; row < oh; row++) {
    for (let i = 0; i < k; i++) {
      const y = row * stride + i - top;
      if (y < 0 || y >= h) continue;
      for (let column = 0; column < ow; column++) {
        for (let j = 0; j < k; j++) {
          const at = column * stride + j - left;
          if (at < 0 || at >= w) continue;
          const p = x + <usize>((y * w + at) * 3) * 4;
          const q = out + <usize>((row * ow + column) * columns + (i * k + j) * 3) * 4;
          f32.store(q, f32.load(p));
          f32.store(q, f32.load(p, 4), 4);
          f32.store(q, f32.load(p, 8), 8);
        }
      }
    }
  }
}

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

/** Bilinear enlargement by two with half-pixel centres, or its adjoint: out (the small picture) += what reads it. */
export function upsample(small: usize, large: usize, n: i32, h: i32, w: i32, c: i32, adjoint: bool): void {
  const pixel: usize = <usize>c * 4;
  for (let b = 0; b < n; b++) {
    const base = small + <usize>(b * h * w) * pixel;
    for (let y = 0; y < h * 2; y++) {
      const y0 = (y - 1) >> 1;
      const fy: f32 = y & 1 ? 0.25 : 0.75;
      const top = base + <usize>(max(0, y0) * w) * pixel;
      const bottom = base + <usize>(min(h - 1, y0 + 1) * w) * pixel;
      for (let x = 0; x < w * 2; x++) {
        const x0 = (x - 1) >> 1;
        const fx: f32 = x & 1 ? 0.25 : 0.75;
        const left = <usize>max(0, x0) * pixel;
        const right = <usize>min(w - 1, x0 + 1) * pixel;
        const w00 = f32x4.splat((1 - fy) * (1 - fx));
        const w01 = f32x4.splat((1 - fy) * fx);
        const w10 = f32x4.splat(fy * (1 - fx));
        const w11 = f32x4.splat(fy * fx);
        for (let ch: usize = 0; ch < pixel; ch += 16) {
          if (adjoint) {
            const d = v128.load(large);
            let p = top + left + ch;
            v128.store(p, f32x4.add(v128.load(p), f32x4.mul(d, w00)));
            p = top + right + ch;
            v128.store(p, f32x4.add(v128.load(p), f32x4.mul(d, w01)));
            p = bottom + left + ch;
            v128.store(p, f32x4.add(v128.load(p), f32x4.mul(d, w10)));
            p = bottom + right + ch;
            v128.store(p, f32x4.add(v128.load(p), f32x4.mul(d, w11)));
          } else {
            const a = f32x4.add(f32x4.mul(v128.load(top + left + ch), w00), f32x4.mul(v128.load(top + right + ch), w01));
            const e = f32x4.add(f32x4.mul(v128.load(bottom + left + ch), w10), f32x4.mul(v128.load(bottom + right + ch), w11));
            v128.store(large, f32x4.add(a, e));
          }
          large += 16;
        }
      }
    }
  }
}
