import { loadPixel, packPixel } from './pixel.as';

// Where a resized pixel goes. 0: RGBA8; 1: float RGB side by side; 2: three float planes.
// @ts-ignore: decorator
@inline
function emit(v: v128, index: i32, dst: usize, mode: i32, plane: usize, scale: v128, offset: v128): void {
  if (mode == 0) {
    store<u32>(dst + (<usize>index << 2), packPixel(v));
    return;
  }
  v = f32x4.add(f32x4.mul(v, scale), offset);
  if (mode == 1) {
    const p = dst + <usize>index * 12;
    v128.store64_lane(p, v, 0);
    v128.store32_lane(p, v, 2, 8);
  } else {
    const p = dst + (<usize>index << 2);
    v128.store32_lane(p, v, 0);
    v128.store32_lane(p + plane, v, 1);
    v128.store32_lane(p + plane * 2, v, 2);
  }
}

// Area averaging. xs, ys: 16 bytes per target sample: start i32, count i32, first f32, last f32. tmp: (sw + 4) * 16
// bytes. Rows of weight 1 are summed as 16-bit integers (at most 257 of them: the caller looks), the two partly
// covered ones as floats.
export function resizeArea(
  src: usize, sw: i32, xs: usize, ys: usize, dst: usize, dw: i32, dh: i32, tmp: usize,
  norm: f32, mode: i32, range0: f32, range1: f32,
): void {
  const stride = <usize>sw << 2;
  const plane = <usize>(dw * dh) << 2;
  const vnorm = f32x4.splat(norm);
  const scale = f32x4.splat((range1 - range0) / 255);
  const offset = f32x4.splat(range0);
  for (let y = 0; y < dh; y++) {
    const ty = ys + (<usize>y << 4);
    const row0 = src + <usize>load<i32>(ty) * stride;
    const n = load<i32>(ty, 4);
    const first = load<f32>(ty, 8);
    const last = load<f32>(ty, 12);
    const from = first == 1 ? 0 : 1;
    const to = last == 1 ? n : n - 1;
    const extraFirst = first != 1;
    const extraLast = n > 1 && last != 1;
    const rowLast = row0 + <usize>(n - 1) * stride;
    const vfirst = f32x4.splat(first);
    const vlast = f32x4.splat(last);
    let t = tmp;
    for (let x: usize = 0; x < stride; x += 16) {
      let lo = i16x8.splat(0);
      let hi = i16x8.splat(0);
      let p = row0 + <usize>from * stride + x;
      for (let j = from; j < to; j++) {
        const v = v128.load(p);
        lo = i16x8.add(lo, i16x8.extend_low_i8x16_u(v));
        hi = i16x8.add(hi, i16x8.extend_high_i8x16_u(v));
        p += stride;
      }
      let a = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(lo));
      let b = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(lo));
      let c = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(hi));
      let d = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(hi));
      if (extraFirst) {
        p = row0 + x;
        a = f32x4.add(a, f32x4.mul(loadPixel(p), vfirst));
        b = f32x4.add(b, f32x4.mul(loadPixel(p + 4), vfirst));
        c = f32x4.add(c, f32x4.mul(loadPixel(p + 8), vfirst));
        d = f32x4.add(d, f32x4.mul(loadPixel(p + 12), vfirst));
      }
      if (extraLast) {
        p = rowLast + x;
        a = f32x4.add(a, f32x4.mul(loadPixel(p), vlast));
        b = f32x4.add(b, f32x4.mul(loadPixel(p + 4), vlast));
        c = f32x4.add(c, f32x4.mul(loadPixel(p + 8), vlast));
        d = f32x4.add(d, f32x4.mul(loadPixel(p + 12), vlast));
      }
      v128.store(t, a);
      v128.store(t, b, 16);
      v128.store(t, c, 32);
      v128.store(t, d, 48);
      t += 64;
    }
    let o = y * dw;
    for (let x = 0; x < dw; x++) {
      const tx = xs + (<usize>x << 4);
      let p = tmp + (<usize>load<i32>(tx) << 4);
      const count = load<i32>(tx, 4);
      let a = f32x4.mul(v128.load(p), v128.load32_splat(tx + 8));
      if (count > 1) {
        const end = p + (<usize>(count - 1) << 4);
        for (p += 16; p < end; p += 16) a = f32x4.add(a, v128.load(p));
        a = f32x4.add(a, f32x4.mul(v128.load(end), v128.load32_splat(tx + 12)));
      }
      emit(f32x4.mul(a, vnorm), o + x, dst, mode, plane, scale, offset);
    }
  }
}

// Area averaging where both scales are whole and a box has at most 257 pixels: the sums fit 16 bits. tmp: (sw + 8) * 8
// bytes.
export function resizeAreaWhole(
  src: usize, sw: i32, kx: i32, ky: i32, dst: usize, dw: i32, dh: i32, tmp: usize,
  norm: f32, mode: i32, range0: f32, range1: f32,
): void {
  const stride = <usize>sw << 2;
  const plane = <usize>(dw * dh) << 2;
  const vnorm = f32x4.splat(norm);
  const scale = f32x4.splat((range1 - range0) / 255);
  const offset = f32x4.splat(range0);
  for (let y = 0; y < dh; y++) {
    const row = src + <usize>(y * ky) * stride;
    let t = tmp;
    for (let x: usize = 0; x < stride; x += 32) {
      let p = row + x;
      let v = v128.load(p);
      let w = v128.load(p, 16);
      let a = i16x8.extend_low_i8x16_u(v);
      let b = i16x8.extend_high_i8x16_u(v);
      let c = i16x8.extend_low_i8x16_u(w);
      let d = i16x8.extend_high_i8x16_u(w);
      for (let j = 1; j < ky; j++) {
        p += stride;
        v = v128.load(p);
        w = v128.load(p, 16);
        a = i16x8.add(a, i16x8.extend_low_i8x16_u(v));
        b = i16x8.add(b, i16x8.extend_high_i8x16_u(v));
        c = i16x8.add(c, i16x8.extend_low_i8x16_u(w));
        d = i16x8.add(d, i16x8.extend_high_i8x16_u(w));
      }
      v128.store(t, a);
      v128.store(t, b, 16);
      v128.store(t, c, 32);
      v128.store(t, d, 48);
      t += 64;
    }
    let o = y * dw;
    t = tmp;
    for (let x = 0; x < dw; x++) {
      let a = v128.load64_zero(t);
      t += 8;
      for (let i = 1; i < kx; i++) {
        a = i16x8.add(a, v128.load64_zero(t));
        t += 8;
      }
      const v = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(a)), vnorm);
      emit(v, o + x, dst, mode, plane, scale, offset);
    }
  }
}

// One source row at the target's columns, as four floats per pixel.
function spreadRow(src: usize, xs: usize, dw: i32, out: usize): void {
  for (let x = 0; x < dw; x++) {
    const a = loadPixel(src + (<usize>load<i32>(xs) << 2));
    const b = loadPixel(src + (<usize>load<i32>(xs, 4) << 2));
    v128.store(out, f32x4.add(a, f32x4.mul(f32x4.sub(b, a), v128.load32_splat(xs + 8))));
    xs += 16;
    out += 16;
  }
}

// Bilinear. xs, ys: 16 bytes per target sample: low i32, high i32, fraction f32, unused. tmp: 2 * dw * 16 bytes, two
// source rows at the target's columns; when enlarging they serve several target rows.
export function resizeBilinear(
  src: usize, sw: i32, xs: usize, ys: usize, dst: usize, dw: i32, dh: i32, tmp: usize,
  mode: i32, range0: f32, range1: f32,
): void {
  const stride = <usize>sw << 2;
  const plane = <usize>(dw * dh) << 2;
  const scale = f32x4.splat((range1 - range0) / 255);
  const offset = f32x4.splat(range0);
  let upper = tmp;
  let lower = tmp + (<usize>dw << 4);
  let upperRow = -1;
  let lowerRow = -1;
  for (let y = 0; y < dh; y++) {
    const low = load<i32>(ys);
    const high = load<i32>(ys, 4);
    const f = v128.load32_splat(ys + 8);
    ys += 16;
    if (upperRow != low) {
      if (lowerRow == low) {
        const t = upper;
        upper = lower;
        lower = t;
        lowerRow = upperRow;
      } else spreadRow(src + <usize>low * stride, xs, dw, upper);
      upperRow = low;
    }
    if (lowerRow != high) {
      spreadRow(src + <usize>high * stride, xs, dw, lower);
      lowerRow = high;
    }
    let o = y * dw;
    for (let x = 0; x < dw; x++) {
      const a = v128.load(upper + (<usize>x << 4));
      const b = v128.load(lower + (<usize>x << 4));
      emit(f32x4.add(a, f32x4.mul(f32x4.sub(b, a), f)), o + x, dst, mode, plane, scale, offset);
    }
  }
}
