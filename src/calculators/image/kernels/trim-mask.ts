import { dilate, erode, hasBit, toBitMask } from './bit-mask.ts';
import { checkPlane, checkSameSize } from './check-pixels.ts';
import { cleanMask, MIRROR_OF_HALF } from './clean-mask.ts';
import type { FloatPlane } from './pixels.ts';

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
  const { width, height, data } = mask;
  const bits = toBitMask(mask);
  erode(bits, radius);
  const core = { width, height, data: new Float32Array(data.length) };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) core.data[i] = hasBit(bits, x, y) ? 1 : 0;
  }
  cleanMask(core, core, { smallestIsland: smallestCore, smallestHole: 0 });
  const kept = toBitMask(core);
  dilate(kept, radius + 1);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const value = data[i]!;
      target.data[i] = value >= 0.5 && !hasBit(kept, x, y) ? Math.min(1 - value, MIRROR_OF_HALF) : value;
    }
  }
}
