// @ts-ignore: decorator
@inline
function mulr(a: i32, b: i32): i32 {
  return (a * b + 0x4000) >> 15;
}

// @ts-ignore: decorator
@inline
function byte(v: i32): u32 {
  v = (v + 32) >> 6;
  return <u32>(v < 0 ? 0 : v > 255 ? 255 : v);
}

// Eight pixels of one row: l = luma term, r, g, b = chroma terms, all in 1/64. Saturating sums clamp like 0..255 does.
// @ts-ignore: decorator
@inline
function put8(dst: usize, l: v128, r: v128, g: v128, b: v128): void {
  const half = i16x8.splat(32);
  l = i16x8.add_sat_s(l, half);
  const rr = i16x8.shr_s(i16x8.add_sat_s(l, r), 6);
  const gg = i16x8.shr_s(i16x8.add_sat_s(l, g), 6);
  const bb = i16x8.shr_s(i16x8.add_sat_s(l, b), 6);
  const rb = i8x16.narrow_i16x8_u(rr, bb);
  const ga = i8x16.narrow_i16x8_u(gg, i16x8.splat(255));
  const rg = v128.shuffle<i8>(rb, ga, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const ba = v128.shuffle<i8>(rb, ga, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  v128.store(dst, v128.shuffle<i16>(rg, ba, 0, 8, 1, 9, 2, 10, 3, 11));
  v128.store(dst, v128.shuffle<i16>(rg, ba, 4, 12, 5, 13, 6, 14, 7, 15), 16);
}

// 4:2:0 to RGBA. chroma step 1: planes at u and v; 2: pairs, v == u + 1. Coefficients of 15 bits: luma for values
// shifted left by 7, chroma by 8, results in 1/64.
export function yuvToRgba(
  y0: usize, u0: usize, v0: usize, chromaStep: i32, dst: usize, w: i32, h: i32,
  black: i32, luma: i32, redV: i32, greenU: i32, greenV: i32, blueU: i32,
): void {
  const chromaStride = <usize>(((w + 1) >> 1) * chromaStep);
  const vblack = i16x8.splat(<i16>black);
  const vluma = i16x8.splat(<i16>luma);
  const vredV = i16x8.splat(<i16>redV);
  const vgreenU = i16x8.splat(<i16>greenU);
  const vgreenV = i16x8.splat(<i16>greenV);
  const vblueU = i16x8.splat(<i16>blueU);
  const middle = i16x8.splat(128);
  const whole = w & ~15;
  for (let y = 0; y < h; y++) {
    const ly = y0 + <usize>(y * w);
    const uy = u0 + <usize>(y >> 1) * chromaStride;
    const vy = v0 + <usize>(y >> 1) * chromaStride;
    let o = dst + (<usize>(y * w) << 2);
    for (let x = 0; x < whole; x += 16) {
      let u: v128;
      let v: v128;
      if (chromaStep == 1) {
        u = i16x8.extend_low_i8x16_u(v128.load64_zero(uy + <usize>(x >> 1)));
        v = i16x8.extend_low_i8x16_u(v128.load64_zero(vy + <usize>(x >> 1)));
      } else {
        const pairs = v128.load(uy + <usize>x);
        u = v128.and(pairs, i16x8.splat(255));
        v = i16x8.shr_u(pairs, 8);
      }
      u = i16x8.shl(i16x8.sub(u, middle), 8);
      v = i16x8.shl(i16x8.sub(v, middle), 8);
      const r = i16x8.q15mulr_sat_s(v, vredV);
      const g = i16x8.add_sat_s(i16x8.q15mulr_sat_s(u, vgreenU), i16x8.q15mulr_sat_s(v, vgreenV));
      const b = i16x8.q15mulr_sat_s(u, vblueU);
      const l = v128.load(ly + <usize>x);
      const l0 = i16x8.q15mulr_sat_s(i16x8.shl(i16x8.sub(i16x8.extend_low_i8x16_u(l), vblack), 7), vluma);
      const l1 = i16x8.q15mulr_sat_s(i16x8.shl(i16x8.sub(i16x8.extend_high_i8x16_u(l), vblack), 7), vluma);
      put8(
        o, l0,
        v128.shuffle<i16>(r, r, 0, 0, 1, 1, 2, 2, 3, 3),
        v128.shuffle<i16>(g, g, 0, 0, 1, 1, 2, 2, 3, 3),
        v128.shuffle<i16>(b, b, 0, 0, 1, 1, 2, 2, 3, 3),
      );
      put8(
        o + 32, l1,
        v128.shuffle<i16>(r, r, 4, 4, 5, 5, 6, 6, 7, 7),
        v128.shuffle<i16>(g, g, 4, 4, 5, 5, 6, 6, 7, 7),
        v128.shuffle<i16>(b, b, 4, 4, 5, 5, 6, 6, 7, 7),
      );
      o += 64;
    }
    for (let x = whole; x < w; x++) {
      const c = <usize>((x >> 1) * chromaStep);
      const u = (<i32>load<u8>(uy + c) - 128) << 8;
      const v = (<i32>load<u8>(vy + c) - 128) << 8;
      const l = mulr((<i32>load<u8>(ly + <usize>x) - black) << 7, luma);
      const r = byte(l + mulr(v, redV));
      const g = byte(l + mulr(u, greenU) + mulr(v, greenV));
      const b = byte(l + mulr(u, blueU));
      store<u32>(o, r | (g << 8) | (b << 16) | 0xff000000);
      o += 4;
    }
  }
}

// Even lanes plus odd lanes of two dot products: one sum per pixel.
// @ts-ignore: decorator
@inline
function pairSums(a: v128, b: v128): v128 {
  return i32x4.add(v128.shuffle<i32>(a, b, 0, 2, 4, 6), v128.shuffle<i32>(a, b, 1, 3, 5, 7));
}

// Luma of eight pixels of one row, given as four vectors of two pixels.
// @ts-ignore: decorator
@inline
function luma8(a: v128, b: v128, c: v128, d: v128, k: v128, bias: v128): v128 {
  const lo = i32x4.shr_s(i32x4.add(pairSums(i32x4.dot_i16x8_s(a, k), i32x4.dot_i16x8_s(b, k)), bias), 15);
  const hi = i32x4.shr_s(i32x4.add(pairSums(i32x4.dot_i16x8_s(c, k), i32x4.dot_i16x8_s(d, k)), bias), 15);
  const n = i16x8.narrow_i32x4_s(lo, hi);
  return i8x16.narrow_i16x8_u(n, n);
}

// Two chroma blocks: the sum of two by two pixels each, from the rows' vectors of two pixels, already added.
// @ts-ignore: decorator
@inline
function blocks(a: v128, b: v128): v128 {
  return i16x8.add(v128.shuffle<i64>(a, b, 0, 2), v128.shuffle<i64>(a, b, 1, 3));
}

// Four chroma samples as bytes in the low lanes.
// @ts-ignore: decorator
@inline
function chroma4(a: v128, b: v128, k: v128, bias: v128): v128 {
  const v = i32x4.shr_s(i32x4.add(pairSums(i32x4.dot_i16x8_s(a, k), i32x4.dot_i16x8_s(b, k)), bias), 17);
  const n = i16x8.narrow_i32x4_s(v, v);
  return i8x16.narrow_i16x8_u(n, n);
}

// RGBA to 4:2:0. Coefficients: luma of 15 bits, chroma of 17 bits for sums of four pixels.
export function rgbaToYuv(
  src: usize, w: i32, h: i32, y0: usize, u0: usize, v0: usize, chromaStep: i32,
  black: i32, yr: i32, yg: i32, yb: i32, ur: i32, ug: i32, ub: i32, vr: i32, vg: i32, vb: i32,
): void {
  const kl = i16x8(<i16>yr, <i16>yg, <i16>yb, 0, <i16>yr, <i16>yg, <i16>yb, 0);
  const ku = i16x8(<i16>ur, <i16>ug, <i16>ub, 0, <i16>ur, <i16>ug, <i16>ub, 0);
  const kv = i16x8(<i16>vr, <i16>vg, <i16>vb, 0, <i16>vr, <i16>vg, <i16>vb, 0);
  const lumaBias = (black << 15) + 0x4000;
  const chromaBias = (128 << 17) + 0x10000;
  const vlumaBias = i32x4.splat(lumaBias);
  const vchromaBias = i32x4.splat(chromaBias);
  const chromaStride = <usize>(((w + 1) >> 1) * chromaStep);
  const whole = w & ~7;
  for (let y = 0; y < h; y += 2) {
    const y1 = min(h - 1, y + 1);
    const top = src + (<usize>(y * w) << 2);
    const bottom = src + (<usize>(y1 * w) << 2);
    const lumaTop = y0 + <usize>(y * w);
    const lumaBottom = y0 + <usize>(y1 * w);
    const uy = u0 + <usize>(y >> 1) * chromaStride;
    const vy = v0 + <usize>(y >> 1) * chromaStride;
    for (let x = 0; x < whole; x += 8) {
      const p = <usize>x << 2;
      let v = v128.load(top + p);
      const a0 = i16x8.extend_low_i8x16_u(v);
      const a1 = i16x8.extend_high_i8x16_u(v);
      v = v128.load(top + p, 16);
      const a2 = i16x8.extend_low_i8x16_u(v);
      const a3 = i16x8.extend_high_i8x16_u(v);
      v = v128.load(bottom + p);
      const b0 = i16x8.extend_low_i8x16_u(v);
      const b1 = i16x8.extend_high_i8x16_u(v);
      v = v128.load(bottom + p, 16);
      const b2 = i16x8.extend_low_i8x16_u(v);
      const b3 = i16x8.extend_high_i8x16_u(v);
      v128.store64_lane(lumaTop + <usize>x, luma8(a0, a1, a2, a3, kl, vlumaBias), 0);
      v128.store64_lane(lumaBottom + <usize>x, luma8(b0, b1, b2, b3, kl, vlumaBias), 0);
      const s = blocks(i16x8.add(a0, b0), i16x8.add(a1, b1));
      const t = blocks(i16x8.add(a2, b2), i16x8.add(a3, b3));
      const u4 = chroma4(s, t, ku, vchromaBias);
      const v4 = chroma4(s, t, kv, vchromaBias);
      if (chromaStep == 1) {
        v128.store32_lane(uy + <usize>(x >> 1), u4, 0);
        v128.store32_lane(vy + <usize>(x >> 1), v4, 0);
      } else {
        v128.store64_lane(uy + <usize>x, v128.shuffle<i8>(u4, v4, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), 0);
      }
    }
    for (let x = whole; x < w; x += 2) {
      const left = <usize>x << 2;
      const right = <usize>min(w - 1, x + 1) << 2;
      let r = 0;
      let g = 0;
      let b = 0;
      for (let j = 0; j < 4; j++) {
        const at = j & 1 ? right : left;
        const p = (j & 2 ? bottom : top) + at;
        const red = <i32>load<u8>(p);
        const green = <i32>load<u8>(p, 1);
        const blue = <i32>load<u8>(p, 2);
        r += red;
        g += green;
        b += blue;
        const o = (j & 2 ? lumaBottom : lumaTop) + (at >> 2);
        store<u8>(o, <u8>((red * yr + green * yg + blue * yb + lumaBias) >> 15));
      }
      const c = <usize>((x >> 1) * chromaStep);
      store<u8>(uy + c, <u8>min(255, (r * ur + g * ug + b * ub + chromaBias) >> 17));
      store<u8>(vy + c, <u8>min(255, (r * vr + g * vg + b * vb + chromaBias) >> 17));
    }
  }
}
