import { channel, packPlanar, round255, storeSome, unit } from './pixel.as';

// a F + (1 - a) B with a of 8 bits, all four channels; see composite.ts.
export function composite(fg: usize, bg: usize, mask: usize, dst: usize, n: i32): void {
  const spread = i8x16(0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12);
  const half = i16x8.splat(128);
  const ones = i8x16.splat(-1);
  const k = f32x4.splat(255);
  for (let i = 0; i < n; i += 4) {
    const p = <usize>i << 2;
    const q = round255(f32x4.mul(unit(v128.load(mask + p)), k));
    const a = i8x16.swizzle(q, spread);
    const ia = v128.xor(a, ones);
    const f = v128.load(fg + p);
    const b = v128.load(bg + p);
    let lo = i16x8.add(i16x8.add(i16x8.extmul_low_i8x16_u(f, a), i16x8.extmul_low_i8x16_u(b, ia)), half);
    let hi = i16x8.add(i16x8.add(i16x8.extmul_high_i8x16_u(f, a), i16x8.extmul_high_i8x16_u(b, ia)), half);
    lo = i16x8.shr_u(i16x8.add(lo, i16x8.shr_u(lo, 8)), 8);
    hi = i16x8.shr_u(i16x8.add(hi, i16x8.shr_u(hi, 8)), 8);
    storeSome(dst + p, i8x16.narrow_i16x8_u(lo, hi), n - i);
  }
}

// @ts-ignore: decorator
@inline
function wrapChannel(f: v128, b: v128, light: v128, alpha: v128, screen: bool): v128 {
  const white = f32x4.splat(255);
  const s = f32x4.mul(b, light);
  const sum = f32x4.add(f, s);
  const lit = screen
    ? f32x4.sub(sum, f32x4.mul(f32x4.mul(f, s), f32x4.splat(1.0 / 255.0)))
    : f32x4.pmin(white, sum);
  return f32x4.add(b, f32x4.mul(f32x4.sub(lit, b), alpha));
}

// Replacement with light wrapping, see light-wrap.ts. Four pixels whose alpha is 0, or whose light is, are copied.
export function lightWrap(
  frame: usize, background: usize, mask: usize, dst: usize, n: i32,
  lo: f32, hi: f32, strength: f32, screen: bool,
): void {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  const vlo = f32x4.splat(lo);
  const vhi = f32x4.splat(hi);
  const inverse = f32x4.splat(1 / (hi - lo));
  const fade = f32x4.splat(hi < 1 ? 1 / (1 - hi) : 0);
  const vstrength = f32x4.splat(strength);
  const alphaByte = i32x4.splat(0xff000000);
  for (let i = 0; i < n; i += 4) {
    const p = <usize>i << 2;
    const m = unit(v128.load(mask + p));
    const f = v128.load(frame + p);
    const b = v128.load(background + p);
    let out: v128;
    if (i32x4.all_true(f32x4.le(m, vlo))) {
      out = v128.bitselect(f, b, alphaByte);
    } else if (i32x4.all_true(f32x4.eq(m, one)) && hi < 1) {
      out = f;
    } else {
      let t = f32x4.mul(f32x4.sub(m, vlo), inverse);
      t = unit(t);
      const alpha = f32x4.mul(f32x4.mul(t, t), f32x4.sub(f32x4.splat(3), f32x4.add(t, t)));
      const wrap = f32x4.sub(one, f32x4.mul(f32x4.pmax(zero, f32x4.sub(m, vhi)), fade));
      const light = f32x4.mul(wrap, vstrength);
      out = packPlanar(
        wrapChannel(channel(f, 0), channel(b, 0), light, alpha, screen),
        wrapChannel(channel(f, 8), channel(b, 8), light, alpha, screen),
        wrapChannel(channel(f, 16), channel(b, 16), light, alpha, screen),
        f,
      );
    }
    storeSome(dst + p, out, n - i);
  }
}

// One low row of (r, g, b, weight) at the target's columns, as three planes of `pitch` bytes. Writes dw floats each.
function spreadPlanar(low: usize, xs: usize, dw: i32, out: usize, pitch: usize): void {
  for (let x = 0; x < dw; x++) {
    const a = v128.load(low + (<usize>load<i32>(xs) << 4));
    const b = v128.load(low + (<usize>load<i32>(xs, 4) << 4));
    const v = f32x4.add(a, f32x4.mul(f32x4.sub(b, a), v128.load32_splat(xs + 8)));
    v128.store32_lane(out, v, 0);
    v128.store32_lane(out + pitch, v, 1);
    v128.store32_lane(out + pitch * 2, v, 2);
    xs += 16;
    out += 4;
  }
}

// @ts-ignore: decorator
@inline
function mixChannel(upper: usize, lower: usize, f: v128, frame: v128, m: v128): v128 {
  const u = v128.load(upper);
  const b = f32x4.add(u, f32x4.mul(f32x4.sub(v128.load(lower), u), f));
  return f32x4.add(b, f32x4.mul(f32x4.sub(frame, b), m));
}

// mask * frame + (1 - mask) * enlarged low background, see blend-blurred.ts. tmp: 6 * (dw + 4) * 4 bytes.
export function blendBlurred(
  frame: usize, mask: usize, low: usize, lowWidth: i32, xs: usize, ys: usize, dst: usize, dw: i32, dh: i32, tmp: usize,
): void {
  const pitch = <usize>(dw + 4) << 2;
  const lowStride = <usize>lowWidth << 4;
  const one = f32x4.splat(1);
  let upper = tmp;
  let lower = tmp + pitch * 3;
  let upperRow = -1;
  let lowerRow = -1;
  for (let y = 0; y < dh; y++) {
    const lowRow = load<i32>(ys);
    const highRow = load<i32>(ys, 4);
    const f = v128.load32_splat(ys + 8);
    ys += 16;
    if (upperRow != lowRow) {
      if (lowerRow == lowRow) {
        const t = upper;
        upper = lower;
        lower = t;
        lowerRow = upperRow;
      } else spreadPlanar(low + <usize>lowRow * lowStride, xs, dw, upper, pitch);
      upperRow = lowRow;
    }
    if (lowerRow != highRow) {
      spreadPlanar(low + <usize>highRow * lowStride, xs, dw, lower, pitch);
      lowerRow = highRow;
    }
    const row = <usize>(y * dw) << 2;
    for (let x = 0; x < dw; x += 4) {
      const q = <usize>x << 2;
      const p = row + q;
      const m = unit(v128.load(mask + p));
      const v = v128.load(frame + p);
      if (i32x4.all_true(f32x4.eq(m, one))) {
        storeSome(dst + p, v, dw - x);
        continue;
      }
      const a = upper + q;
      const b = lower + q;
      const out = packPlanar(
        mixChannel(a, b, f, channel(v, 0), m),
        mixChannel(a + pitch, b + pitch, f, channel(v, 8), m),
        mixChannel(a + pitch * 2, b + pitch * 2, f, channel(v, 16), m),
        v,
      );
      storeSome(dst + p, out, dw - x);
    }
  }
}
