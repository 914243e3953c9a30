// Which pixels of a row see mask cells that differ. A pixel's window covers the cells from one column to another: for
// each width of a window that occurs, the cells that begin a window of this width whose cells differ are found at once,
// four cells a step; a pixel only looks up its own. Most blocks of pixels see none of them and are passed over.

// The least and the most of each column over the rows top..bottom of the mask, and the last column `extra` times more.
function columnRanges(
  mask: usize, mw: i32, top: i32, bottom: i32, extra: i32, least: usize, most: usize,
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
  const last = <usize>(mw - 1) << 2;
  const lo = load<f32>(least + last);
  const hi = load<f32>(most + last);
  for (let i = 1; i <= extra; i++) {
    store<f32>(least + last + (<usize>i << 2), lo);
    store<f32>(most + last + (<usize>i << 2), hi);
  }
}

// Windows one cell wider: of each cell and the next.
function widen(ranges: usize, mw: i32, most: boolean): void {
  for (let c = 0; c < mw; c += 4) {
    const p = ranges + (<usize>c << 2);
    const a = v128.load(p);
    const b = v128.load(p, 4);
    v128.store(p, most ? f32x4.pmax(a, b) : f32x4.pmin(a, b));
  }
}

// 1 for each cell that begins a window whose cells differ by more than `tolerance`, 0 for the others. Returns whether
// there is one.
function markCells(least: usize, most: usize, mw: i32, tolerance: f32, cells: usize): boolean {
  const t = f32x4.splat(tolerance);
  let some = i32x4.splat(0);
  for (let c = 0; c < mw; c += 8) {
    const p = <usize>c << 2;
    const a = f32x4.gt(f32x4.sub(v128.load(most + p), v128.load(least + p)), t);
    const b = f32x4.gt(f32x4.sub(v128.load(most + p, 16), v128.load(least + p, 16)), t);
    const both = i16x8.narrow_i32x4_s(a, b);
    some = v128.or(some, both);
    v128.store64_lane(cells + <usize>c, v128.and(i8x16.narrow_i16x8_s(both, both), i8x16.splat(1)), 0);
  }
  return v128.any_true(some);
}

// Marks with 1 the pixels of a row whose window sees mask cells of the rows top..bottom that differ by more than
// `tolerance`, with 0 the others. Returns whether there is one.
//
// windows: per pixel the first cell of its window i32, and where `cells` has it i32: row of its width, then column.
// widths: the widths of windows that occur, ascending (cells behind the first, i32): a row of `cellPitch` bytes each.
// least, most: mw + the largest width + 16 floats each. cells: 16 bytes more than the rows take.
export function markRough(
  mask: usize, mw: i32, top: i32, bottom: i32, windows: usize, w: i32, widths: usize, widthCount: i32,
  cells: usize, cellPitch: i32, least: usize, most: usize, tolerance: f32, flags: usize,
): boolean {
  const widest = load<i32>(widths + (<usize>(widthCount - 1) << 2));
  columnRanges(mask, mw, top, bottom, widest + 8, least, most);
  let width = 0;
  let some = false;
  for (let i = 0; i < widthCount; i++) {
    for (const wanted = load<i32>(widths + (<usize>i << 2)); width < wanted; width++) {
      // Behind the last column all are alike, however far.
      widen(least, mw + widest - width, false);
      widen(most, mw + widest - width, true);
    }
    some = markCells(least, most, mw, tolerance, cells + <usize>(i * cellPitch));
  }
  // The widest windows see what narrower ones see.
  if (!some) {
    memory.fill(flags, 0, w);
    return false;
  }
  const last = cells + <usize>((widthCount - 1) * cellPitch);
  for (let x = 0; x < w; x += 16) {
    const end = min(x + 16, w);
    const right = load<i32>(windows + (<usize>(end - 1) << 3));
    let seen: u64 = 0;
    for (let c = load<i32>(windows + (<usize>x << 3)); c <= right; c += 8) seen |= load<u64>(last + <usize>c);
    if (seen == 0) memory.fill(flags + <usize>x, 0, end - x);
    else {
      for (let i = x; i < end; i++) {
        store<u8>(flags + <usize>i, load<u8>(cells + <usize>load<i32>(windows + (<usize>i << 3), 4)));
      }
    }
  }
  return true;
}
