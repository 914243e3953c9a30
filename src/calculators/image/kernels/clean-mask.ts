import { toBitMask } from './bit-mask.ts';
import { checkPlane, checkSameSize } from './check-pixels.ts';
import type { FloatPlane } from './pixels.ts';
import { smallRegions } from './small-regions.ts';

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
 * @throws RangeError when data does not fit its size, or sizes differ.
 */
export function cleanMask(mask: FloatPlane, target: FloatPlane, options: CleanMaskOptions): void {
  checkPlane('cleanMask', 'mask', mask);
  checkPlane('cleanMask', 'target', target);
  checkSameSize('cleanMask', 'mask and target', mask, target);
  const { data } = mask;
  if (target.data !== data) target.data.set(data);
  smallRegions(toBitMask(mask), options.smallestIsland, options.smallestHole, (begin, end, island) => {
    // Runs lie inside the mask.
    for (let p = begin; p < end; p++) target.data[p] = island ? Math.min(1 - data[p]!, MIRROR_OF_HALF) : 1 - data[p]!;
  });
}
