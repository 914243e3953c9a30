import { unit } from './pixel.as';

// Background colour weighted with c = 1 - mask at low resolution, see weighted-downsample.ts. xs, ys: start i32, count
// i32, first f32, last f32. tmp: (sw + 4) * 16 bytes. Four pixels without background are skipped.
export function weightedDownsample(
  frame: usize, mask: usize, sw: i32, xs: usize, ys: usize, dst: usize, dw: i32, dh: i32, tmp: usize, norm: f32,
): void {
  const stride = <usize>sw << 2;
  const one = f32x4.splat(1);
  const colour = i32x4.splat(0x00ffffff);
  const unitByte = i32x4.splat(0x01000000);
  const vnorm = f32x4.splat(norm);
  for (let y = 0; y < dh; y++) {
    const ty = ys + (<usize>y << 4);
    const n = load<i32>(ty, 4);
    const row0 = <usize>load<i32>(ty) * stride;
    let t = tmp;
    for (let x: usize = 0; x < stride; x += 16) {
      let a = f32x4.splat(0);
      let b = f32x4.splat(0);
      let c = f32x4.splat(0);
      let d = f32x4.splat(0);
      let p = row0 + x;
      for (let j = 0; j < n; j++) {
        const m = unit(v128.load(mask + p));
        let w = f32x4.sub(one, m);
        if (v128.any_true(w)) {
          if (j == 0) w = f32x4.mul(w, v128.load32_splat(ty + 8));
          else if (j == n - 1) w = f32x4.mul(w, v128.load32_splat(ty + 12));
          const v = v128.or(v128.and(v128.load(frame + p), colour), unitByte);
          const lo = i16x8.extend_low_i8x16_u(v);
          const hi = i16x8.extend_high_i8x16_u(v);
          a = f32x4.add(a, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(lo)), v128.shuffle<f32>(w, w, 0, 0, 0, 0)));
          b = f32x4.add(b, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(lo)), v128.shuffle<f32>(w, w, 1, 1, 1, 1)));
          c = f32x4.add(c, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(hi)), v128.shuffle<f32>(w, w, 2, 2, 2, 2)));
          d = f32x4.add(d, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(hi)), v128.shuffle<f32>(w, w, 3, 3, 3, 3)));
        }
        p += stride;
      }
      v128.store(t, a);
      v128.store(t, b, 16);
      v128.store(t, c, 32);
      v128.store(t, d, 48);
      t += 64;
    }
    for (let x = 0; x < dw; x++) {
      const tx = xs + (<usize>x << 4);
      let p = tmp + (<usize>load<i32>(tx) << 4);
      const count = load<i32>(tx, 4);
      let sum = f32x4.mul(v128.load(p), v128.load32_splat(tx + 8));
      if (count > 1) {
        const end = p + (<usize>(count - 1) << 4);
        for (p += 16; p < end; p += 16) sum = f32x4.add(sum, v128.load(p));
        sum = f32x4.add(sum, f32x4.mul(v128.load(end), v128.load32_splat(tx + 12)));
      }
      const mean = f32x4.mul(sum, vnorm);
      const c = f32x4.extract_lane(mean, 3);
      const colours = c > <f32>1e-6 ? f32x4.div(sum, v128.shuffle<f32>(sum, sum, 3, 3, 3, 3)) : f32x4.splat(0);
      v128.store(dst, v128.shuffle<f32>(colours, mean, 0, 1, 2, 7));
      dst += 16;
    }
  }
}

// sum / weight where the weight counts, else the input; the input's own weight stays.
// @ts-ignore: decorator
@inline
function finish(sum: v128, input: v128): v128 {
  const weight = v128.shuffle<f32>(sum, sum, 3, 3, 3, 3);
  const some = f32x4.gt(weight, f32x4.splat(1e-6));
  return v128.shuffle<f32>(v128.bitselect(f32x4.div(sum, weight), input, some), input, 0, 1, 2, 7);
}

// (r, g, b, c) -> (rc, gc, bc, c)
// @ts-ignore: decorator
@inline
function weigh(v: v128): v128 {
  const c = v128.shuffle<f32>(v, v, 3, 3, 3, 3);
  return f32x4.mul(v, v128.shuffle<f32>(c, f32x4.splat(1), 0, 1, 2, 4));
}

// One iteration of the weighted blur, in place; see weighted-blur.ts. taps: 2 * radius + 1 floats. between, weighed:
// w * h * 16 bytes each. line: (w + 2 * radius + 4) * 16 bytes.
export function weightedBlur(
  pixels: usize, w: i32, h: i32, taps: usize, radius: i32, between: usize, weighed: usize, line: usize,
): void {
  const stride = <usize>w << 4;
  const count = 2 * radius + 1;
  for (let y = 0; y < h; y++) {
    const row = <usize>y * stride;
    // The weighed row with its ends repeated, so that the taps need no clamping.
    let o = line;
    const head = weigh(v128.load(pixels + row));
    for (let i = 0; i < radius; i++, o += 16) v128.store(o, head);
    for (let x = 0; x < w; x++, o += 16) v128.store(o, weigh(v128.load(pixels + row + (<usize>x << 4))));
    const tail = v128.load(o - 16);
    for (let i = 0; i < radius + 4; i++, o += 16) v128.store(o, tail);
    for (let x = 0; x < w; x += 4) {
      let a = f32x4.splat(0);
      let b = f32x4.splat(0);
      let c = f32x4.splat(0);
      let d = f32x4.splat(0);
      let p = line + (<usize>x << 4);
      let t = taps;
      for (let k = 0; k < count; k++) {
        const g = v128.load32_splat(t);
        a = f32x4.add(a, f32x4.mul(g, v128.load(p)));
        b = f32x4.add(b, f32x4.mul(g, v128.load(p, 16)));
        c = f32x4.add(c, f32x4.mul(g, v128.load(p, 32)));
        d = f32x4.add(d, f32x4.mul(g, v128.load(p, 48)));
        p += 16;
        t += 4;
      }
      const q = row + (<usize>x << 4);
      const left = w - x;
      storeBoth(between + q, weighed + q, finish(a, v128.load(pixels + q)));
      if (left > 1) storeBoth(between + q + 16, weighed + q + 16, finish(b, v128.load(pixels + q, 16)));
      if (left > 2) storeBoth(between + q + 32, weighed + q + 32, finish(c, v128.load(pixels + q, 32)));
      if (left > 3) storeBoth(between + q + 48, weighed + q + 48, finish(d, v128.load(pixels + q, 48)));
    }
  }
  for (let y = 0; y < h; y++) {
    const row = <usize>y * stride;
    for (let x = 0; x < w; x += 4) {
      let a = f32x4.splat(0);
      let b = f32x4.splat(0);
      let c = f32x4.splat(0);
      let d = f32x4.splat(0);
      const column = weighed + (<usize>x << 4);
      let t = taps;
      for (let k = -radius; k <= radius; k++) {
        let yy = y + k;
        yy = yy < 0 ? 0 : yy >= h ? h - 1 : yy;
        const p = column + <usize>yy * stride;
        const g = v128.load32_splat(t);
        a = f32x4.add(a, f32x4.mul(g, v128.load(p)));
        b = f32x4.add(b, f32x4.mul(g, v128.load(p, 16)));
        c = f32x4.add(c, f32x4.mul(g, v128.load(p, 32)));
        d = f32x4.add(d, f32x4.mul(g, v128.load(p, 48)));
        t += 4;
      }
      const q = row + (<usize>x << 4);
      const left = w - x;
      v128.store(pixels + q, finish(a, v128.load(between + q)));
      if (left > 1) v128.store(pixels + q, finish(b, v128.load(between + q, 16)), 16);
      if (left > 2) v128.store(pixels + q, finish(c, v128.load(between + q, 32)), 32);
      if (left > 3) v128.store(pixels + q, finish(d, v128.load(between + q, 48)), 48);
    }
  }
}

// @ts-ignore: decorator
@inline
function storeBoth(plain: usize, weighed: usize, v: v128): void {
  v128.store(plain, v);
  v128.store(weighed, weigh(v));
}
