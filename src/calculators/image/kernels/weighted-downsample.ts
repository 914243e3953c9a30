import { areaSpans } from './area-spans.ts';
import { checkLength, checkPlane, checkRgba, checkSameSize } from './check-pixels.ts';
import type { FloatPlane, RgbaPixels } from './pixels.ts';
import { unitValue } from './unit-value.ts';

/** Background colour and its weight at low resolution: red, green, blue in 0..255 and `c` in 0..1, per pixel. */
export interface WeightedPixels {
  readonly width: number;
  readonly height: number;
  /** `width * height * 4` floats. */
  readonly data: Float32Array;
}

/** Below this a weight sum counts as nothing there. */
export const leastWeight = 1e-6;

/**
 * Shrinks the background of a frame by area averaging. Each source pixel counts with `c = 1 - mask` (clamped to
 * 0..1), so no foreground colour enters; the fourth channel is the mean of `c`.
 *
 * Where a box holds no background (mean `c` <= 1e-6) the colour is 0; its weight keeps it out of every later sum, and
 * a blur of radius 1 or more fills it wherever an enlarged background pixel could reach it.
 *
 * @throws RangeError when data does not fit its size, or frame and mask differ in size.
 */
export function weightedDownsample(frame: RgbaPixels, mask: FloatPlane, target: WeightedPixels): void {
  checkWeightedDownsample(frame, mask, target);
  const xs = areaSpans(frame.width, target.width);
  const ys = areaSpans(frame.height, target.height);
  const norm = (target.width * target.height) / (frame.width * frame.height);
  const pixels = frame.data;
  // Spans end at the frame's size, so every index is inside.
  for (let y = 0, o = 0; y < target.height; y++) {
    const rows = ys.count[y]!;
    for (let x = 0; x < target.width; x++, o += 4) {
      const columns = xs.count[x]!;
      let r = 0;
      let g = 0;
      let b = 0;
      let c = 0;
      for (let j = 0; j < rows; j++) {
        const wy = j === 0 ? ys.first[y]! : j === rows - 1 ? ys.last[y]! : 1;
        let p = (ys.start[y]! + j) * frame.width + xs.start[x]!;
        for (let i = 0; i < columns; i++, p++) {
          const w = wy * (i === 0 ? xs.first[x]! : i === columns - 1 ? xs.last[x]! : 1);
          const wc = w * (1 - unitValue(mask.data[p]!));
          r += wc * pixels[p * 4]!;
          g += wc * pixels[p * 4 + 1]!;
          b += wc * pixels[p * 4 + 2]!;
          c += wc;
        }
      }
      const some = c * norm > leastWeight;
      target.data[o] = some ? r / c : 0;
      target.data[o + 1] = some ? g / c : 0;
      target.data[o + 2] = some ? b / c : 0;
      target.data[o + 3] = c * norm;
    }
  }
}

/** Checks the sizes of {@link weightedDownsample}. */
export function checkWeightedDownsample(frame: RgbaPixels, mask: FloatPlane, target: WeightedPixels): void {
  checkRgba('weightedDownsample', 'frame', frame);
  checkPlane('weightedDownsample', 'mask', mask);
  checkLength('weightedDownsample', 'target', target.width, target.height, target.data.length, 4);
  checkSameSize('weightedDownsample', 'frame and mask', frame, mask);
}
