import { checkLength } from './check-pixels.ts';
import { leastWeight, type WeightedPixels } from './weighted-downsample.ts';

/** The Gaussian of the background blur, in pixels of the blurred picture. */
export interface WeightedBlurOptions {
  /** Taps to either side. 0..64. */
  readonly radius: number;
  /** Standard deviation. */
  readonly sigma: number;
  /** Rounds of a horizontal and a vertical pass. */
  readonly iterations: number;
}

/**
 * Blurs colours weighted with `c` (the fourth channel, which stays as it is), in place. One iteration is a horizontal
 * and a vertical pass, each `o(p) = sum g(k) c(p+k) I(p+k) / sum g(k) c(p+k)`, `g(k) = exp(-k^2 / (2 sigma^2))`,
 * coordinates clamped. Where the sum of weights is <= 1e-6 the input is kept.
 *
 * Dividing by the weights' sum, in place of filling up with the centre's colour, is what leaves no halo.
 *
 * @throws RangeError when data does not fit its size, or an option is out of range.
 */
export function weightedBlur(pixels: WeightedPixels, options: WeightedBlurOptions): void {
  checkWeightedBlur(pixels, options);
  const { width, height } = pixels;
  const taps = gaussianTaps(options);
  const between = new Float32Array(pixels.data.length);
  for (let round = 0; round < options.iterations; round++) {
    blurLines(pixels.data, between, taps, height, width, width * 4, 4);
    blurLines(between, pixels.data, taps, width, height, 4, width * 4);
  }
}

/** The weights `g(-radius) … g(radius)`, not normalised. */
export function gaussianTaps(options: WeightedBlurOptions): number[] {
  const { radius, sigma } = options;
  return Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)));
}

/** Checks sizes and options of {@link weightedBlur}. */
export function checkWeightedBlur(pixels: WeightedPixels, options: WeightedBlurOptions): void {
  checkLength('weightedBlur', 'pixels', pixels.width, pixels.height, pixels.data.length, 4);
  checkWeightedBlurOptions(options);
}

/** Checks the options of {@link weightedBlur}. */
export function checkWeightedBlurOptions(options: WeightedBlurOptions): void {
  const { radius, sigma, iterations } = options;
  if (!Number.isInteger(radius) || radius < 0 || radius > 64) {
    throw new RangeError(`weightedBlur: radius is ${radius}. Give a whole number in 0..64.`);
  }
  if (!(sigma > 0)) throw new RangeError(`weightedBlur: sigma is ${sigma}. Give a number above 0.`);
  if (!Number.isInteger(iterations) || iterations < 0 || iterations > 16) {
    throw new RangeError(`weightedBlur: iterations is ${iterations}. Give a whole number in 0..16.`);
  }
}

/** One pass over `lines` lines of `length` pixels; strides are in floats. */
function blurLines(
  from: Float32Array,
  to: Float32Array,
  taps: readonly number[],
  lines: number,
  length: number,
  lineStride: number,
  step: number,
): void {
  const radius = (taps.length - 1) / 2;
  // Positions are clamped into the line, so every index is inside.
  for (let line = 0; line < lines; line++) {
    const base = line * lineStride;
    for (let i = 0; i < length; i++) {
      let r = 0;
      let g = 0;
      let b = 0;
      let sum = 0;
      for (let k = -radius; k <= radius; k++) {
        const p = base + Math.min(length - 1, Math.max(0, i + k)) * step;
        const w = taps[k + radius]! * from[p + 3]!;
        r += w * from[p]!;
        g += w * from[p + 1]!;
        b += w * from[p + 2]!;
        sum += w;
      }
      const o = base + i * step;
      const some = sum > leastWeight;
      to[o] = some ? r / sum : from[o]!;
      to[o + 1] = some ? g / sum : from[o + 1]!;
      to[o + 2] = some ? b / sum : from[o + 2]!;
      to[o + 3] = from[o + 3]!;
    }
  }
}
