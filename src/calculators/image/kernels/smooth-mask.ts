import { checkPlane, checkSameSize } from './check-pixels.ts';
import type { FloatPlane } from './pixels.ts';

/** The polynomial of MediaPipe's segmentation smoothing, a fit of `1 - (1 - H)^2` with `H` the binary entropy. */
export const uncertaintyCoefficients = [5.68842, -0.748699, -57.8051, 291.309, -624.717] as const;

/** How unsure a probability is: 1 at 0.5, 0 at 0 and 1 (nearly). `x = (p - 0.5)^2`. */
export function uncertainty(probability: number): number {
  const [c1, c2, c3, c4, c5] = uncertaintyCoefficients;
  const t = probability - 0.5;
  const x = t * t;
  return 1 - Math.min(1, x * (c1 + x * (c2 + x * (c3 + x * (c4 + x * c5)))));
}

/**
 * Mixes a mask with the one before it, most where it is unsure: `current + (previous - current) u ratio`. MediaPipe's
 * `SegmentationSmoothingCalculator`. `target` may be either input.
 *
 * @throws RangeError when data does not fit its size, or sizes differ.
 */
export function smoothMask(current: FloatPlane, previous: FloatPlane, target: FloatPlane, ratio: number): void {
  checkSmoothMask(current, previous, target);
  // All three have one size, so every index is inside.
  for (let i = 0; i < current.data.length; i++) {
    const now = current.data[i]!;
    target.data[i] = now + (previous.data[i]! - now) * uncertainty(now) * ratio;
  }
}

/** Checks the sizes of {@link smoothMask}. */
export function checkSmoothMask(current: FloatPlane, previous: FloatPlane, target: FloatPlane): void {
  checkPlane('smoothMask', 'current', current);
  checkPlane('smoothMask', 'previous', previous);
  checkPlane('smoothMask', 'target', target);
  checkSameSize('smoothMask', 'current and previous', current, previous);
  checkSameSize('smoothMask', 'current and target', current, target);
}
