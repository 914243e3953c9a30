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
  const inside = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) inside[i] = data[i]! >= 0.5 ? 1 : 0;
  spread(inside, width, height, radius, 0);
  const core = { width, height, data: new Float32Array(inside) };
  cleanMask(core, core, { smallestIsland: smallestCore, smallestHole: 0 });
  for (let i = 0; i < inside.length; i++) inside[i] = core.data[i]! >= 0.5 ? 1 : 0;
  spread(inside, width, height, radius + 1, 1);
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    target.data[i] = value >= 0.5 && inside[i] === 0 ? Math.min(1 - value, MIRROR_OF_HALF) : value;
  }
}

/**
 * Every pixel within a square of `radius` about one of `value` becomes `value`: along the rows, then along the columns, each
 * there and back. Row by row in both, so that memory is read in its order.
 */
function spread(data: Uint8Array, width: number, height: number, radius: number, value: 0 | 1): void {
  // How far back the last pixel of `value` lies, by column.
  const since = new Int32Array(width);
  let from = data.slice();
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0, gap = radius + 1; x < width; x++) {
      gap = from[row + x] === value ? 0 : gap + 1;
      if (gap <= radius) data[row + x] = value;
    }
    for (let x = width - 1, gap = radius + 1; x >= 0; x--) {
      gap = from[row + x] === value ? 0 : gap + 1;
      if (gap <= radius) data[row + x] = value;
    }
  }
  from = data.slice();
  const visit = (row: number): void => {
    for (let x = 0; x < width; x++) {
      const gap = from[row + x] === value ? 0 : since[x]! + 1;
      since[x] = gap;
      if (gap <= radius) data[row + x] = value;
    }
  };
  since.fill(radius + 1);
  for (let y = 0; y < height; y++) visit(y * width);
  since.fill(radius + 1);
  for (let y = height - 1; y >= 0; y--) visit(y * width);
}
