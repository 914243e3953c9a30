import { checkPlane, checkRgba, checkSameSize } from './check-pixels.ts';
import type { FloatPlane, RgbaPixels } from './pixels.ts';
import { unitValue } from './unit-value.ts';

/** How the light of the new background wraps around the foreground. */
export interface LightWrapOptions {
  /** `[lo, hi]`, `0 <= lo < hi <= 1`: mask values over which the foreground fades in; above `hi` the light fades out. */
  readonly coverage: readonly [number, number];
  /** How much light, 0..1. */
  readonly strength: number;
  /** `screen`: `1-(1-a)(1-b)`; `add`: `min(1, a+b)`. */
  readonly blend: 'screen' | 'add';
}

/** The share of the background's light that falls on a pixel: `1 - max(0, mask - hi) / (1 - hi)`; 1 when `hi` is 1. */
export function wrapWeight(mask: number, hi: number): number {
  return hi < 1 ? 1 - Math.max(0, mask - hi) / (1 - hi) : 1;
}

/** How much of a pixel is foreground: smoothstep of the mask between `lo` and `hi`. */
export function coverageAlpha(mask: number, lo: number, hi: number): number {
  const t = Math.min(1, Math.max(0, (mask - lo) / (hi - lo)));
  return t * t * (3 - 2 * t);
}

/** One channel of the foreground under the light of the background. `light` is `strength * wrap`; values in 0..1. */
export function litChannel(frame: number, background: number, light: number, blend: 'screen' | 'add'): number {
  const b = light * background;
  return blend === 'screen' ? 1 - (1 - frame) * (1 - b) : Math.min(1, frame + b);
}

/**
 * Replaces the background with light wrapping: `alpha * lit + (1 - alpha) * background`, see {@link coverageAlpha},
 * {@link wrapWeight}, {@link litChannel}. The mask is clamped to 0..1; alpha of the result is the frame's.
 *
 * @throws RangeError when data does not fit its size, sizes differ, or an option is out of range.
 */
export function lightWrap(
  frame: RgbaPixels,
  background: RgbaPixels,
  mask: FloatPlane,
  target: RgbaPixels,
  options: LightWrapOptions,
): void {
  checkLightWrap(frame, background, mask, target, options);
  const [lo, hi] = options.coverage;
  const f = frame.data;
  const b = background.data;
  const out = target.data;
  // All four have one size, so every index is inside.
  for (let i = 0, p = 0; i < mask.data.length; i++, p += 4) {
    const m = unitValue(mask.data[i]!);
    const alpha = coverageAlpha(m, lo, hi);
    const light = options.strength * wrapWeight(m, hi);
    for (let c = 0; c < 3; c++) {
      const under = b[p + c]! / 255;
      const lit = litChannel(f[p + c]! / 255, under, light, options.blend);
      out[p + c] = (under + (lit - under) * alpha) * 255 + 0.5;
    }
    out[p + 3] = f[p + 3]!;
  }
}

/** Checks sizes and options of {@link lightWrap}. */
export function checkLightWrap(
  frame: RgbaPixels,
  background: RgbaPixels,
  mask: FloatPlane,
  target: RgbaPixels,
  options: LightWrapOptions,
): void {
  checkRgba('lightWrap', 'frame', frame);
  checkRgba('lightWrap', 'background', background);
  checkPlane('lightWrap', 'mask', mask);
  checkRgba('lightWrap', 'target', target);
  checkSameSize('lightWrap', 'frame and background', frame, background);
  checkSameSize('lightWrap', 'frame and mask', frame, mask);
  checkSameSize('lightWrap', 'frame and target', frame, target);
  checkLightWrapOptions(options);
}

/** Checks the options of {@link lightWrap}. */
export function checkLightWrapOptions(options: LightWrapOptions): void {
  const [lo, hi] = options.coverage;
  if (!(lo >= 0 && hi > lo && hi <= 1)) {
    throw new RangeError(`lightWrap: coverage is [${lo}, ${hi}]. Give two numbers with 0 <= lo < hi <= 1.`);
  }
  if (!(options.strength >= 0 && options.strength <= 1)) {
    throw new RangeError(`lightWrap: strength is ${options.strength}. Give a number in 0..1.`);
  }
}
