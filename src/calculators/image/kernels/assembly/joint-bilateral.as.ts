import { weight2x4 } from './exp.as';
import { markRough } from './flat-windows.as';
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

// One group of four pixels by the definition: every tap computed, coordinates clamped where `inner` is false.
// tapRows: per row of the window the pointers of the guide's row and of the interpolated mask's.
function direct(
  guideRow: usize, tapRows: usize, x: i32, w: i32, inner: bool, taps: usize, tapCount: i32, k: v128,
): v128 {
  const floor = f32x4.splat(-60); // nothing beside the centre's 1, and far from the slow denormal numbers
  const centre = v128.and(inner ? v128.load(guideRow + (<usize>x << 2)) : clamped4(guideRow, x, w), i32x4.splat(0x00ffffff));
  const lo = i16x8.extend_low_i8x16_u(centre);
  const hi = i16x8.extend_high_i8x16_u(centre);
  let sum = f32x4.splat(0);
  let norm = f32x4.splat(0);
  let t = taps + (<usize>tapCount << 2);
  for (let j = 0; j < tapCount; j++) {
    const g = <usize>load<u32>(tapRows + (<usize>j << 3));
    const u = <usize>load<u32>(tapRows + (<usize>j << 3), 4);
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
      const e = f32x4.add(f32x4.mul(distance(q, lo, hi), k), v128.load32_splat(t));
      const weight = weight2x4(f32x4.pmax(e, floor));
      norm = f32x4.add(norm, weight);
      sum = f32x4.add(sum, f32x4.mul(weight, m));
      t += 4;
    }
  }
  return f32x4.div(sum, norm);
}

// Sixteen pixels of a guide row as two planes of `plane` bytes, 16 bits a channel: red and green, blue and nothing.
function spreadBlock(row: usize, x: i32, w: i32, planes: usize, plane: usize): void {
  const end = min(x + 16, w);
  for (; x < end; x += 4) {
    const v = v128.load(row + (<usize>x << 2));
    const o = planes + (<usize>x << 2);
    const green = i32x4.shl(v128.and(v, i32x4.splat(0xff00)), 8);
    v128.store(o, v128.or(v128.and(v, i32x4.splat(0xff)), green));
    v128.store(o + plane, v128.and(i32x4.shr_u(v, 16), i32x4.splat(0xff)));
  }
}

// Joint bilateral refinement, see joint-bilateral.ts. A weight belongs to two pixels: w(p, q) = w(q, p). Away from the
// border each is therefore computed once, for the half of the window that lies ahead, and kept for the rows that need
// it again; `direct` does the border. With halfCount 0 (large windows) it does everything.
//
// xs, ys: low i32, high i32, fraction f32, unused.
// taps: tapCount offsets (i32), then tapCount * tapCount spatial weights as powers of two (f32), row by row.
// half: per offset of the half window that lies ahead 32 bytes: dy i32, dx i32, spatial weight as power of two f32,
//   then room for five pointers.
// ring: ringRows rows of (w + 4) floats, the interpolated mask around the current row. tmp: 2 * (w + 4) floats.
// tapRows: 2 * tapCount pointers. windows, widths, cells, cellPitch, least, most: see `markRough`.
// flags: radius + 2 rows of `flagPitch` bytes, from 64 bytes before to 64 behind the picture, cleared.
// roughRows: radius + 1 bytes, whether a row of flags has one.
// planes: radius + 1 rows of two planes of planePitch bytes, with 64 floats before each; blocks: radius + 1 rows of
//   w / 16 + 2 bytes. kept: radius + 1 rows of halfCount planes of planePitch bytes.
export function jointBilateral(
  guide: usize, w: i32, h: i32, mask: usize, mw: i32, xs: usize, ys: usize, dst: usize,
  radius: i32, taps: usize, tapCount: i32, colour: f32, tolerance: f32,
  ring: usize, ringRows: i32, tmp: usize, tapRows: usize, windows: usize, widths: usize, widthCount: i32,
  cells: usize, cellPitch: i32, least: usize, most: usize, flags: usize, flagPitch: i32, roughRows: usize, half: usize, halfCount: i32, planes: usize, planePitch: i32, blocks: usize, kept: usize,
): void {
  const stride = <usize>w << 2;
  const pitch = <usize>(w + 4) << 2;
  const plane = <usize>planePitch;
  const reach = -load<i32>(taps);
  const k = f32x4.splat(colour);
  const floor = f32x4.splat(-60); // nothing beside the centre's 1, and far from the slow denormal numbers
  const keepRows = radius + 1;
  const blockPitch = (w >> 4) + 2;
  const sides = (radius + 3) >> 2;
  const any = flags + <usize>(keepRows * flagPitch); // the flags of this row and the ones ahead, joined
  let upper = tmp;
  let lower = tmp + pitch;
  let upperRow = -1;
  let lowerRow = -1;
  let ready = 0; // rows of the interpolated mask made so far
  let marked = 0; // rows of flags made so far
  let markedTop = -1;
  let markedBottom = -1;
  let isRough = false; // the row of flags made last
  for (let y = 0; y < h; y++) {
    for (const need = min(h, y + radius + 1); marked < need; marked++) {
      const row = flags + <usize>((marked % keepRows) * flagPitch) + 64;
      const top = load<i32>(ys + (<usize>max(0, marked - radius) << 4));
      const bottom = load<i32>(ys + (<usize>min(h - 1, marked + radius) << 4), 4);
      if (top != markedTop || bottom != markedBottom) {
        isRough = markRough(
          mask, mw, top, bottom, windows, w, widths, widthCount, cells, cellPitch, least, most, tolerance, row,
        );
        markedTop = top;
        markedBottom = bottom;
      } else memory.copy(row, flags + <usize>(((marked - 1) % keepRows) * flagPitch) + 64, w);
      store<u8>(roughRows + <usize>(marked % keepRows), <u8>isRough);
      // What the ring held of an older row is stale.
      memory.fill(blocks + <usize>((marked % keepRows) * blockPitch), 0, blockPitch);
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
    const out = dst + <usize>y * stride;
    const rough = flags + <usize>((y % keepRows) * flagPitch) + 64;
    memory.copy(out, here, stride);
    let some: u8 = 0;
    for (let j = y; j < marked; j++) some |= load<u8>(roughRows + <usize>(j % keepRows));
    if (some == 0) continue;
    for (let x = 0; x < w; x += 16) {
      let joined = v128.load(rough + <usize>x);
      for (let j = y + 1; j < marked; j++) {
        joined = v128.or(joined, v128.load(flags + <usize>((j % keepRows) * flagPitch) + 64 + <usize>x));
      }
      if (x + 16 > w) {
        // Bytes behind the row are not flags.
        v128.store(any + 64 + <usize>x, joined);
        memory.fill(any + 64 + <usize>w, 0, 16);
        joined = v128.load(any + 64 + <usize>x);
      }
      v128.store(any + 64 + <usize>x, joined);
    }
    const guideRow = guide + <usize>y * stride;
    for (let j = 0; j < tapCount; j++) {
      const yy = min(h - 1, max(0, y + load<i32>(taps + (<usize>j << 2))));
      store<u32>(tapRows + (<usize>j << 3), <u32>(guide + <usize>yy * stride));
      store<u32>(tapRows + (<usize>j << 3), <u32>(ring + <usize>(yy % ringRows) * pitch), 4);
    }
    const keep = y % keepRows;
    const ahead = min(radius, h - 1 - y); // rows of guide there are below this one
    for (let i = 0; i < halfCount; i++) {
      const t = half + (<usize>i << 5);
      const dy = load<i32>(t);
      const dx = <usize>(load<i32>(t, 4) << 2);
      store<u32>(t, <u32>(planes + <usize>((y + dy) % keepRows) * plane * 2 + 256 + dx), 12);
      store<u32>(t, <u32>(ring + <usize>((y + dy) % ringRows) * pitch + dx), 16);
      store<u32>(t, <u32>(kept + <usize>(keep * halfCount + i) * plane + 256), 20);
      // Rows before the picture are never read; the sums only keep the remainders positive.
      const before = y - dy + keepRows * ringRows;
      store<u32>(t, <u32>(kept + <usize>((before % keepRows) * halfCount + i) * plane + 256 - dx), 24);
      store<u32>(t, <u32>(ring + <usize>(before % ringRows) * pitch - dx), 28);
    }
    const centre = planes + <usize>keep * plane * 2 + 256;
    const halfEnd = half + (<usize>halfCount << 5);
    const innerRow = y >= radius && y + radius < h;
    for (let x = 0; x < w; x += 4) {
      if ((x & 15) == 0) {
        // Sixteen pixels that nobody near has a use for.
        let near = v128.load(any + 64 + <usize>x);
        for (let j = 16; j < 16 + radius; j += 16) {
          near = v128.or(near, v128.or(v128.load(any + 64 + <usize>(x - j)), v128.load(any + 64 + <usize>(x + j))));
        }
        if (!v128.any_true(near)) {
          x += 12;
          continue;
        }
        if (halfCount > 0) {
          const first = max(0, x - radius) >> 4;
          const last = min(w - 1, x + 15 + radius) >> 4;
          for (let j = 0; j <= ahead; j++) {
            const slot = (y + j) % keepRows;
            for (let b = first; b <= last; b++) {
              const done = blocks + <usize>(slot * blockPitch + b);
              if (load<u8>(done) == 0) {
                store<u8>(done, 1);
                spreadBlock(guide + <usize>(y + j) * stride, b << 4, w, planes + <usize>slot * plane * 2 + 256, plane);
              }
            }
          }
        }
      }
      const flag = load<u32>(rough + <usize>x);
      const left = w - x;
      const mine = left >= 4 ? flag : flag & ((1 << (<u32>left << 3)) - 1);
      const column = <usize>x << 2;
      let result: v128;
      if (halfCount > 0) {
        let near: u32 = 0;
        for (let j = -sides; j <= sides; j++) near |= load<u32>(any + 64 + <usize>(x + (j << 2)));
        if (near == 0) continue;
        const redGreen = v128.load(centre + column);
        const blue = v128.load(centre + plane + column);
        let norm = f32x4.splat(1);
        let sum = v128.load(here + column);
        for (let t = half; t < halfEnd; t += 32) {
          const q = <usize>load<u32>(t, 12) + column;
          const rg = i16x8.sub(v128.load(q), redGreen);
          const b = i16x8.sub(v128.load(q + plane), blue);
          const d2 = f32x4.convert_i32x4_s(i32x4.add(i32x4.dot_i16x8_s(rg, rg), i32x4.dot_i16x8_s(b, b)));
          const weight = weight2x4(f32x4.pmax(f32x4.add(f32x4.mul(d2, k), v128.load32_splat(t + 8)), floor));
          v128.store(<usize>load<u32>(t, 20) + column, weight);
          norm = f32x4.add(norm, weight);
          sum = f32x4.add(sum, f32x4.mul(weight, v128.load(<usize>load<u32>(t, 16) + column)));
        }
        if (mine == 0) continue;
        if (innerRow && x >= radius && x + 4 + radius <= w) {
          for (let t = half; t < halfEnd; t += 32) {
            const weight = v128.load(<usize>load<u32>(t, 24) + column);
            norm = f32x4.add(norm, weight);
            sum = f32x4.add(sum, f32x4.mul(weight, v128.load(<usize>load<u32>(t, 28) + column)));
          }
          result = f32x4.div(sum, norm);
        } else {
          result = direct(guideRow, tapRows, x, w, false, taps, tapCount, k);
        }
      } else {
        if (mine == 0) continue;
        result = direct(guideRow, tapRows, x, w, x >= reach && x + 4 + reach <= w, taps, tapCount, k);
      }
      if (mine != 0x01010101) {
        // Some of the four are flat: those keep the interpolated mask.
        const lanes = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(i32x4.splat(<i32>mine)));
        result = v128.bitselect(result, v128.load(here + column), i32x4.ne(lanes, i32x4.splat(0)));
      }
      storeSome(out + column, result, left);
    }
  }
}
