// Depthwise convolutions of float32 NHWC pictures and the gradient of their filters. Channels are multiples of 4, offsets
// and strides in bytes.

import { clear } from './clear.as';

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
