import { checkPlane, checkRgba, checkSameSize } from './check-pixels.ts';
import type { FloatPlane, RgbaPixels } from './pixels.ts';
import { unitValue } from './unit-value.ts';

/**
 * Puts a foreground over a background: `a F + (1 - a) B` in all four channels. The mask is clamped to 0..1 and taken
 * at 8 bits, `a = round(255 mask) / 255`; the sum is rounded to nearest. Mask 1 gives the foreground's bytes, 0 the
 * background's. `target` may be either input.
 *
 * @throws RangeError when data does not fit its size, or sizes differ.
 */
export function composite(foreground: RgbaPixels, background: RgbaPixels, mask: FloatPlane, target: RgbaPixels): void {
  checkComposite(foreground, background, mask, target);
  const f = foreground.data;
  const b = background.data;
  const out = target.data;
  // All four have one size, so every index is inside.
  for (let i = 0, p = 0; i < mask.data.length; i++) {
    // Rounds to nearest, halves to even, as single-precision arithmetic does.
    const a = Math.fround(Math.fround(unitValue(mask.data[i]!) * 255) + 2 ** 23) - 2 ** 23;
    for (let c = 0; c < 4; c++, p++) {
      const sum = f[p]! * a + b[p]! * (255 - a) + 128;
      // Division by 255 with rounding, exact for all sums of this form.
      out[p] = (sum + (sum >> 8)) >> 8;
    }
  }
}

/** Checks the sizes of {@link composite}. */
export function checkComposite(
  foreground: RgbaPixels,
  background: RgbaPixels,
  mask: FloatPlane,
  target: RgbaPixels,
): void {
  checkRgba('composite', 'foreground', foreground);
  checkRgba('composite', 'background', background);
  checkPlane('composite', 'mask', mask);
  checkRgba('composite', 'target', target);
  checkSameSize('composite', 'foreground and background', foreground, background);
  checkSameSize('composite', 'foreground and mask', foreground, mask);
  checkSameSize('composite', 'foreground and target', foreground, target);
}
