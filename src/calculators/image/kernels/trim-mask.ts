import { clearBit, dilate, erode, forEachBit, toBitMask } from './bit-mask.ts';
import { checkPlane, checkSameSize } from './check-pixels.ts';
import { MIRROR_OF_HALF } from './clean-mask.ts';
import type { FloatPlane } from './pixels.ts';
import { smallRegions } from './small-regions.ts';

/** What is too thin to be meant. */
export interface TrimMaskOptions {
  /** Parts no wider than twice as many pixels go. */
  readonly radius: number;
  /** What is left of a part without its rim of `radius` pixels must have so many pixels, or it goes as well. */
  readonly smallestCore: number;
}

/**
 * Takes thin parts off a mask: strips of furniture and background that hang on a person. An opening (erosion, then
 * dilation, by a square; Serra, 1982) that loses small cores in between; the dilation goes one pixel further but not
 * beyond the mask, so that corners of what stays keep their shape. Beyond the picture's edge nothing is assumed: a person
 * cut off by it is not thin there. A pixel that goes gets `1 - value`, as in `cleanMask`. `target` may be `mask`.
 *
 * @throws RangeError when data does not fit its size, or sizes differ.
 */
export function trimMask(mask: FloatPlane, target: FloatPlane, { radius, smallestCore }: TrimMaskOptions): void {
  checkPlane('trimMask', 'mask', mask);
  checkPlane('trimMask', 'target', target);
  checkSameSize('trimMask', 'mask and target', mask, target);
  const { data } = mask;
  if (target.data !== data) target.data.set(data);
  const bits = toBitMask(mask);
  const kept = { ...bits, words: bits.words.slice() };
  erode(kept, radius);
  smallRegions(kept, smallestCore, 0, (begin, end) => {
    for (let p = begin; p < end; p++) clearBit(kept, p % kept.width, Math.floor(p / kept.width));
  });
  dilate(kept, radius + 1);
  forEachBit(bits, kept, i => {
    target.data[i] = Math.min(1 - data[i]!, MIRROR_OF_HALF);
  });
}
