import { checkPlane, checkSameSize } from './check-pixels.ts';
import type { FloatPlane } from './pixels.ts';

/**
 * How much a mask flickers: the mean of `|current - previous|` over all pixels. Meant for scenes that stand still,
 * where every change is an error.
 *
 * @throws RangeError when data does not fit its size, or sizes differ.
 */
export function maskInstability(current: FloatPlane, previous: FloatPlane): number {
  checkPlane('maskInstability', 'current', current);
  checkPlane('maskInstability', 'previous', previous);
  checkSameSize('maskInstability', 'current and previous', current, previous);
  let sum = 0;
  // Both have one size, so every index is inside.
  for (let i = 0; i < current.data.length; i++) sum += Math.abs(current.data[i]! - previous.data[i]!);
  return sum / current.data.length;
}
