import { logMel } from './log-mel.ts';

const BANDS = 40;

/** How many numbers {@link soundFeatures} gives. */
export const SOUND_FEATURES = 3 * BANDS;

/**
 * Describes a sound without a network: of each of 40 log-mel bands the mean, the deviation, and the mean step from one frame
 * to the next. What is heard counts, not when.
 */
export function soundFeatures(samples: ArrayLike<number>, rate: number): Float32Array {
  const frames = logMel(samples, { rate, bands: BANDS });
  const result = new Float32Array(SOUND_FEATURES);
  for (let band = 0; band < BANDS; band++) {
    const values = frames.map(frame => frame[band]!);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const steps = values.slice(1).map((value, i) => Math.abs(value - values[i]!));
    result[band] = mean;
    result[BANDS + band] = Math.sqrt(variance);
    result[2 * BANDS + band] = steps.reduce((a, b) => a + b, 0) / Math.max(1, steps.length);
  }
  return result;
}
