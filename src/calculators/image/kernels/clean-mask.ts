import { checkPlane, checkSameSize } from './check-pixels.ts';
import type { FloatPlane } from './pixels.ts';

/** What is too small to be meant. */
export interface CleanMaskOptions {
  /** Islands of fewer pixels are taken for background. */
  readonly smallestIsland: number;
  /** Holes of fewer pixels are taken for person. */
  readonly smallestHole: number;
}

/** The mirror of one half itself: the greatest float32 below. */
export const MIRROR_OF_HALF = 0.5 - 2 ** -25;

/**
 * Removes small islands of person and fills small holes: connected regions (four neighbours) of one side of one half.
 * A pixel of such a region gets `1 - value`, its mirror on the other side, so that soft rims stay soft; a hole in an
 * island goes by its own size. `target` may be `mask`.
 *
 * Regions are joined from runs of equal pixels in each row (Rosenfeld and Pfaltz, 1966): a mask has few runs, so most
 * of the time is one look at each pixel.
 *
 * @throws RangeError when data does not fit its size, or sizes differ.
 */
export function cleanMask(mask: FloatPlane, target: FloatPlane, options: CleanMaskOptions): void {
  checkPlane('cleanMask', 'mask', mask);
  checkPlane('cleanMask', 'target', target);
  checkSameSize('cleanMask', 'mask and target', mask, target);
  const { width, height, data } = mask;
  // Per run: its first pixel; its region's parent run (roots are their own); the pixels of a root's region.
  const starts: number[] = [];
  const parents: number[] = [];
  const sizes: number[] = [];
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
      const inside = data[row + x]! >= 0.5;
      const begin = x;
      while (x < width && data[row + x]! >= 0.5 === inside) x++;
      const run = starts.length;
      starts.push(row + begin);
      parents.push(run);
      sizes.push(x - begin);
      if (y === 0) continue;
      // Runs of the row above that overlap this one.
      while (above + 1 < first && starts[above + 1]! + width <= row + begin) above++;
      for (let other = above; other < first && starts[other]! + width < row + x; other++) {
        if (data[starts[other]!]! >= 0.5 === inside) join(run, other);
      }
    }
    above = first;
  }
  if (target.data !== data) target.data.set(data);
  for (let run = 0; run < starts.length; run++) {
    const begin = starts[run]!;
    const island = data[begin]! >= 0.5;
    if (sizes[root(run)]! >= (island ? options.smallestIsland : options.smallestHole)) continue;
    const end = starts[run + 1] ?? width * height;
    for (let p = begin; p < end; p++) target.data[p] = island ? Math.min(1 - data[p]!, MIRROR_OF_HALF) : 1 - data[p]!;
  }
}
