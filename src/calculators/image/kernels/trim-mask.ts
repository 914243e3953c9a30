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
  const core = { width, height, data: Float32Array.from(data, value => (value >= 0.5 ? 1 : 0)) };
  spread(core, radius, 0);
  cleanMask(core, core, { smallestIsland: smallestCore, smallestHole: 0 });
  for (let i = 0; i < core.data.length; i++) core.data[i] = core.data[i]! >= 0.5 ? 1 : 0;
  spread(core, radius + 1, 1);
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    target.data[i] = value >= 0.5 && core.data[i] === 0 ? Math.min(1 - value, MIRROR_OF_HALF) : value;
  }
}

/** Every pixel within a square of `radius` about one of `value` becomes `value`: rows, then columns. */
function spread({ width, height, data }: FloatPlane, radius: number, value: 0 | 1): void {
  const line = (start: number, count: number, step: number): void => {
    // The last place where the value stood, and the first not yet written.
    let seen = -Infinity;
    let written = 0;
    for (let i = 0; i < count; i++) {
      if (data[start + i * step] === value) {
        const from = Math.max(written, i - radius);
        for (let j = from; j < i; j++) data[start + j * step] = value;
        seen = i;
        written = i + 1;
      } else if (i - seen <= radius) {
        data[start + i * step] = value;
        written = i + 1;
      }
    }
  };
  for (let y = 0; y < height; y++) line(y * width, width, 1);
  for (let x = 0; x < width; x++) line(x, height, width);
}
