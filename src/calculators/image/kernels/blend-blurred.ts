import { checkLength, checkPlane, checkRgba, checkSameSize } from './check-pixels.ts';
import { linearSpans } from './linear-spans.ts';
import type { FloatPlane, RgbaPixels } from './pixels.ts';
import { unitValue } from './unit-value.ts';
import type { WeightedPixels } from './weighted-downsample.ts';

/**
 * Puts the sharp foreground over the blurred background: `mask * frame + (1 - mask) * B` at full resolution, `B` the
 * low-resolution background, enlarged bilinearly (half-pixel centres). The mask is clamped to 0..1; alpha is the
 * frame's. Where the mask is 1 the frame's bytes come through unchanged.
 *
 * @throws RangeError when data does not fit its size, or frame, mask and target differ in size.
 */
export function blendBlurred(frame: RgbaPixels, mask: FloatPlane, low: WeightedPixels, target: RgbaPixels): void {
  checkBlendBlurred(frame, mask, low, target);
  const { width, height } = frame;
  const xs = linearSpans(low.width, width);
  const ys = linearSpans(low.height, height);
  const pixels = frame.data;
  const out = target.data;
  // Spans end at the low size, so every index is inside.
  for (let y = 0, p = 0; y < height; y++) {
    const top = ys.low[y]! * low.width;
    const bottom = ys.high[y]! * low.width;
    const fy = ys.fraction[y]!;
    for (let x = 0; x < width; x++, p++) {
      const m = unitValue(mask.data[p]!);
      const fx = xs.fraction[x]!;
      const p00 = (top + xs.low[x]!) * 4;
      const p01 = (top + xs.high[x]!) * 4;
      const p10 = (bottom + xs.low[x]!) * 4;
      const p11 = (bottom + xs.high[x]!) * 4;
      for (let c = 0; c < 3; c++) {
        const u = low.data[p00 + c]! + (low.data[p01 + c]! - low.data[p00 + c]!) * fx;
        const v = low.data[p10 + c]! + (low.data[p11 + c]! - low.data[p10 + c]!) * fx;
        const background = u + (v - u) * fy;
        out[p * 4 + c] = background + (pixels[p * 4 + c]! - background) * m + 0.5;
      }
      out[p * 4 + 3] = pixels[p * 4 + 3]!;
    }
  }
}

/** Checks the sizes of {@link blendBlurred}. */
export function checkBlendBlurred(frame: RgbaPixels, mask: FloatPlane, low: WeightedPixels, target: RgbaPixels): void {
  checkRgba('blendBlurred', 'frame', frame);
  checkPlane('blendBlurred', 'mask', mask);
  checkRgba('blendBlurred', 'target', target);
  checkLength('blendBlurred', 'low', low.width, low.height, low.data.length, 4);
  checkSameSize('blendBlurred', 'frame and mask', frame, mask);
  checkSameSize('blendBlurred', 'frame and target', frame, target);
}
