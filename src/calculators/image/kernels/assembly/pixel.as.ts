// One RGBA pixel as four floats 0..255. Reads 4 bytes.
// @ts-ignore: decorator
@inline
export function loadPixel(p: usize): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(p))));
}

// Floats 0..255 rounded to nearest (halves to even) as integers: adding 2^23 leaves them in the low bits. One
// instruction each, where a saturating conversion takes six.
// @ts-ignore: decorator
@inline
export function round255(v: v128): v128 {
  return v128.and(f32x4.add(v, f32x4.splat(8388608.0)), i32x4.splat(255));
}

// Four floats 0..255, rounded to nearest, as the bytes of one pixel.
// @ts-ignore: decorator
@inline
export function packPixel(v: v128): u32 {
  const q = round255(v);
  const n = i16x8.narrow_i32x4_s(q, q);
  return <u32>i32x4.extract_lane(i8x16.narrow_i16x8_u(n, n), 0);
}

// Clamped to 0..1; NaN gives 0. The pseudo-minimum is one instruction, the NaN-keeping one many.
// @ts-ignore: decorator
@inline
export function unit(v: v128): v128 {
  return f32x4.pmin(f32x4.splat(1), f32x4.pmax(f32x4.splat(0), v));
}

// Four 8-bit channel values of four pixels, one channel: byte `shift / 8` of each lane as float.
// @ts-ignore: decorator
@inline
export function channel(pixels: v128, shift: i32): v128 {
  return f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(pixels, shift), i32x4.splat(255)));
}

// Three float channels of four pixels (0..255) and their alpha bytes, rounded to nearest.
// @ts-ignore: decorator
@inline
export function packPlanar(r: v128, g: v128, b: v128, pixels: v128): v128 {
  let q = round255(r);
  q = v128.or(q, i32x4.shl(round255(g), 8));
  q = v128.or(q, i32x4.shl(round255(b), 16));
  return v128.or(q, v128.and(pixels, i32x4.splat(0xff000000)));
}

// The first `count` (1..4) lanes of 32 bits; never writes behind them.
// @ts-ignore: decorator
@inline
export function storeSome(p: usize, v: v128, count: i32): void {
  if (count >= 4) v128.store(p, v);
  else {
    v128.store32_lane(p, v, 0);
    if (count > 1) v128.store32_lane(p, v, 1, 4);
    if (count > 2) v128.store32_lane(p, v, 2, 8);
  }
}
