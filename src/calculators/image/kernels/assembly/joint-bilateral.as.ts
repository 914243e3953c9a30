import { weight2x4 } from './exp.as';
import { mixRow, spreadMaskRow } from './mask.as';
import { storeSome } from './pixel.as';

// Four neighbouring 32-bit values with the column clamped into the row.
function clamped4(row: usize, x: i32, w: i32): v128 {
  const last = w - 1;
  let v = i32x4.splat(load<i32>(row + (<usize>min(last, max(0, x)) << 2)));
  v = i32x4.replace_lane(v, 1, load<i32>(row + (<usize>min(last, max(0, x + 1)) << 2)));
  v = i32x4.replace_lane(v, 2, load<i32>(row + (<usize>min(last, max(0, x + 2)) << 2)));
  return i32x4.replace_lane(v, 3, load<i32>(row + (<usize>min(last, max(0, x + 3)) << 2)));
}

// Squared colour distance of four pixels: exact integers, as floats. lo, hi: the centre pixels, 16 bits per channel,
// alpha 0.
// @ts-ignore: decorator
@inline
function distance(q: v128, lo: v128, hi: v128): v128 {
  q = v128.and(q, i32x4.splat(0x00ffffff));
  const a = i16x8.sub(i16x8.extend_low_i8x16_u(q), lo);
  const b = i16x8.sub(i16x8.extend_high_i8x16_u(q), hi);
  const aa = i32x4.dot_i16x8_s(a, a);
  const bb = i32x4.dot_i16x8_s(b, b);
  return f32x4.convert_i32x4_s(
    i32x4.add(v128.shuffle<i32>(aa, bb, 0, 2, 4, 6), v128.shuffle<i32>(aa, bb, 1, 3, 5, 7)),
  );
}

// Marks the pixels of a row whose window sees mask cells that differ by at most `tolerance`.
// runs: 16 bytes each: end column, left cell, right cell, unused; `runCount` of them cover the row.
function markFlat(
  mask: usize, mw: i32, top: i32, bottom: i32, runs: usize, runCount: i32, least: usize, most: usize, flags: usize,
  tolerance: f32,
): void {
  for (let c = 0; c < mw; c += 4) {
    let p = mask + (<usize>(top * mw + c) << 2);
    let lo = v128.load(p);
    let hi = lo;
    for (let r = top; r < bottom; r++) {
      p += <usize>mw << 2;
      const v = v128.load(p);
      lo = f32x4.pmin(lo, v);
      hi = f32x4.pmax(hi, v);
    }
    v128.store(least + (<usize>c << 2), lo);
    v128.store(most + (<usize>c << 2), hi);
  }
  let x = 0;
  for (let i = 0; i < runCount; i++) {
    const end = load<i32>(runs);
    const left = load<i32>(runs, 4);
    const right = load<i32>(runs, 8);
    runs += 16;
    let p = <usize>left << 2;
    const stop = <usize>right << 2;
    let lo = load<f32>(least + p);
    let hi = load<f32>(most + p);
    for (; p < stop; ) {
      p += 4;
      lo = min(lo, load<f32>(least + p));
      hi = max(hi, load<f32>(most + p));
    }
    const flag: u8 = hi - lo <= tolerance ? 1 : 0;
    for (; x < end; x++) store<u8>(flags + <usize>x, flag);
  }
}

// Joint bilateral refinement, see joint-bilateral.ts. xs, ys: low i32, high i32, fraction f32, unused.
// taps: tapCount offsets (i32), then tapCount * tapCount spatial weights as powers of two (f32), row by row.
// ring: ringRows rows of (w + 4) floats, the interpolated mask around the current row. tmp: 2 * (w + 4) floats.
// rows: 2 * tapCount pointers. least, most: mw + 4 floats each. flags: w + 4 bytes.
export function jointBilateral(
  guide: usize, w: i32, h: i32, mask: usize, mw: i32, xs: usize, ys: usize, dst: usize,
  radius: i32, taps: usize, tapCount: i32, colour: f32, tolerance: f32,
  ring: usize, ringRows: i32, tmp: usize, rows: usize, runs: usize, runCount: i32, least: usize, most: usize,
  flags: usize,
): void {
  const stride = <usize>w << 2;
  const pitch = <usize>(w + 4) << 2;
  const weights = taps + (<usize>tapCount << 2);
  const reach = -load<i32>(taps);
  const k = f32x4.splat(colour);
  const floor = f32x4.splat(-126);
  let upper = tmp;
  let lower = tmp + pitch;
  let upperRow = -1;
  let lowerRow = -1;
  let ready = 0; // rows of the interpolated mask made so far
  let markedTop = -1;
  let markedBottom = -1;
  for (let y = 0; y < h; y++) {
    const top = load<i32>(ys + (<usize>max(0, y - radius) << 4));
    const bottom = load<i32>(ys + (<usize>min(h - 1, y + radius) << 4), 4);
    if (top != markedTop || bottom != markedBottom) {
      markFlat(mask, mw, top, bottom, runs, runCount, least, most, flags, tolerance);
      markedTop = top;
      markedBottom = bottom;
    }
    for (const need = min(h, y + radius + 1); ready < need; ready++) {
      const ty = ys + (<usize>ready << 4);
      const low = load<i32>(ty);
      const high = load<i32>(ty, 4);
      if (upperRow != low) {
        if (lowerRow == low) {
          const t = upper;
          upper = lower;
          lower = t;
          lowerRow = upperRow;
        } else spreadMaskRow(mask + (<usize>(low * mw) << 2), xs, w, upper);
        upperRow = low;
      }
      if (lowerRow != high) {
        spreadMaskRow(mask + (<usize>(high * mw) << 2), xs, w, lower);
        lowerRow = high;
      }
      mixRow(upper, lower, load<f32>(ty, 8), ring + <usize>(ready % ringRows) * pitch, w);
    }
    const here = ring + <usize>(y % ringRows) * pitch;
    const guideRow = guide + <usize>y * stride;
    for (let j = 0; j < tapCount; j++) {
      const yy = min(h - 1, max(0, y + load<i32>(taps + (<usize>j << 2))));
      store<u32>(rows + (<usize>j << 3), <u32>(guide + <usize>yy * stride));
      store<u32>(rows + (<usize>j << 3), <u32>(ring + <usize>(yy % ringRows) * pitch), 4);
    }
    for (let x = 0; x < w; x += 4) {
      const column = <usize>x << 2;
      const left = w - x;
      const flag = load<u32>(flags + <usize>x);
      const value = v128.load(here + column);
      const o = dst + <usize>y * stride + column;
      if (flag == 0x01010101) {
        storeSome(o, value, left);
        continue;
      }
      const inner = x >= reach && x + 4 + reach <= w;
      const centre = v128.and(inner ? v128.load(guideRow + column) : clamped4(guideRow, x, w), i32x4.splat(0x00ffffff));
      const lo = i16x8.extend_low_i8x16_u(centre);
      const hi = i16x8.extend_high_i8x16_u(centre);
      let sum = f32x4.splat(0);
      let norm = f32x4.splat(0);
      let t = weights;
      for (let j = 0; j < tapCount; j++) {
        const g = <usize>load<u32>(rows + (<usize>j << 3));
        const u = <usize>load<u32>(rows + (<usize>j << 3), 4);
        for (let i = 0; i < tapCount; i++) {
          const d = load<i32>(taps + (<usize>i << 2));
          let q: v128;
          let m: v128;
          if (inner) {
            const at = <usize>(x + d) << 2;
            q = v128.load(g + at);
            m = v128.load(u + at);
          } else {
            q = clamped4(g, x + d, w);
            m = clamped4(u, x + d, w);
          }
          const weight = weight2x4(
            f32x4.pmax(f32x4.add(f32x4.mul(distance(q, lo, hi), k), v128.load32_splat(t)), floor),
          );
          norm = f32x4.add(norm, weight);
          sum = f32x4.add(sum, f32x4.mul(weight, m));
          t += 4;
        }
      }
      let out = f32x4.div(sum, norm);
      if (flag != 0) {
        // Some of the four are flat: those keep the interpolated mask.
        const bytes = i32x4.splat(<i32>flag);
        const lanes = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
        out = v128.bitselect(value, out, i32x4.ne(lanes, i32x4.splat(0)));
      }
      storeSome(o, out, left);
    }
  }
}
