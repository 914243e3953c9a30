import { type BitMask, hasBit } from './bit-mask.ts';

/** Pixels of one row, from `begin` to before `end`, that belong to a small region. */
export type SmallRun = (begin: number, end: number, isSet: boolean) => void;

/**
 * Tells the runs of all connected regions (four neighbours) that have too few pixels: of set ones fewer than `smallestSet`, of
 * others fewer than `smallestUnset`. Pixels are counted row by row from the first.
 *
 * Regions are joined from the runs of equal pixels in each row (Rosenfeld and Pfaltz, 1966). A mask has few of them, and
 * they are found 32 pixels at a time.
 */
export function smallRegions(mask: BitMask, smallestSet: number, smallestUnset: number, tell: SmallRun): void {
  const { width, height } = mask;
  // Per run: its first pixel; its region's parent run (roots are their own); the pixels of a root's region.
  const starts: number[] = [];
  const parents: number[] = [];
  const sizes: number[] = [];
  const sides: boolean[] = [];
  const root = (run: number): number => {
    let at = run;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  };
  const join = (a: number, b: number): void => {
    const [low, high] = [Math.min(root(a), root(b)), Math.max(root(a), root(b))];
    if (low === high) return;
    parents[high] = low;
    sizes[low]! += sizes[high]!;
  };
  let above = 0;
  // Indexes stay inside: runs cover every row from its first pixel to its last.
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const first = starts.length;
    for (let x = 0; x < width; ) {
      const begin = x;
      const isSet = hasBit(mask, x, y);
      x = endOfRun(mask, y, x, isSet);
      const run = starts.length;
      starts.push(row + begin);
      parents.push(run);
      sizes.push(x - begin);
      sides.push(isSet);
      if (y === 0) continue;
      // Runs of the row above that overlap this one.
      while (above + 1 < first && starts[above + 1]! + width <= row + begin) above++;
      for (let other = above; other < first && starts[other]! + width < row + x; other++) {
        if (sides[other] === isSet) join(run, other);
      }
    }
    above = first;
  }
  for (let run = 0; run < starts.length; run++) {
    const isSet = sides[run]!;
    if (sizes[root(run)]! >= (isSet ? smallestSet : smallestUnset)) continue;
    tell(starts[run]!, starts[run + 1] ?? width * height, isSet);
  }
}

/** The first pixel of a row from `x` on that is not as `isSet` says, or the width. */
function endOfRun({ width, pitch, words }: BitMask, y: number, x: number, isSet: boolean): number {
  for (let word = x >> 5, from = x & 31; word << 5 < width; word++, from = 0) {
    const bits = words[y * pitch + word]!;
    const others = ((isSet ? ~bits : bits) >>> from) << from;
    // The lowest bit that is set.
    if (others !== 0) return Math.min(width, (word << 5) + 31 - Math.clz32(others & -others));
  }
  return width;
}
