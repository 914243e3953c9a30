import { checkRgba } from './check-pixels.ts';
import type { RgbaPixels } from './pixels.ts';
import { resizeRows } from './resize-rows.ts';
import type { ResizeFilter } from './tensor-target.ts';

/**
 * Resizes a picture into `target`, whose width and height say the new size. Rounded to nearest, halves up.
 *
 * @throws RangeError when a picture's data does not fit its size.
 */
export function resizeRgba(source: RgbaPixels, target: RgbaPixels, filter: ResizeFilter): void {
  checkRgba('resizeRgba', 'source', source);
  checkRgba('resizeRgba', 'target', target);
  const { data } = target;
  resizeRows(source, target.width, target.height, filter, (index, r, g, b, a) => {
    const o = index * 4;
    data[o] = r + 0.5;
    data[o + 1] = g + 0.5;
    data[o + 2] = b + 0.5;
    data[o + 3] = a + 0.5;
  });
}
