import { checkPlane, checkRgba, checkSameSize } from './check-pixels.ts';
import type { FloatPlane, RgbaPixels } from './pixels.ts';

/**
 * Paints a mask as an opaque gray picture: 0 is black, 1 is white, what lies beyond is the nearer of them.
 *
 * @throws RangeError when data does not fit its size, or the two have different sizes.
 */
export function maskToRgba(mask: FloatPlane, target: RgbaPixels): void {
  checkPlane('maskToRgba', 'mask', mask);
  checkRgba('maskToRgba', 'target', target);
  checkSameSize('maskToRgba', 'mask and target', mask, target);
  const { data } = target;
  // The sizes are equal, so every index is inside.
  for (let i = 0, p = 0; i < mask.data.length; i++, p += 4) {
    const level = Math.round(Math.min(1, Math.max(0, mask.data[i]!)) * 255);
    data[p] = level;
    data[p + 1] = level;
    data[p + 2] = level;
    data[p + 3] = 255;
  }
}
