import { checkPlane, checkSameSize } from './check-pixels.ts';
import type { FloatPlane } from './pixels.ts';

/**
 * Intersection over union of two masks, binarised at `threshold` (a pixel belongs when its value is at or above it).
 * 1 when both are empty.
 *
 * @throws RangeError when data does not fit its size, or sizes differ.
 */
export function maskIou(predicted: FloatPlane, truth: FloatPlane, threshold = 0.5): number {
  checkPlane('maskIou', 'predicted', predicted);
  checkPlane('maskIou', 'truth', truth);
  checkSameSize('maskIou', 'predicted and truth', predicted, truth);
  let both = 0;
  let either = 0;
  // Both have one size, so every index is inside.
  for (let i = 0; i < predicted.data.length; i++) {
    const p = predicted.data[i]! >= threshold;
    const t = truth.data[i]! >= threshold;
    if (p && t) both++;
    if (p || t) either++;
  }
  return either === 0 ? 1 : both / either;
}
