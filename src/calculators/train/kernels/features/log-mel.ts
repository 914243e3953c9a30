import { fourierTransform } from './fourier-transform.ts';

/** What a spectrogram is made of. */
export interface LogMelOptions {
  /** Samples per second. */
  readonly rate: number;
  readonly bands: number;
}

/**
 * The logarithm of the energy in mel bands, frame by frame: Hann windows of 25 ms every 10 ms, triangular bands from 20 Hz to
 * 8 kHz (or half the rate) on the scale 2595 log10(1 + f / 700). A sound shorter than a window is filled up with silence.
 */
export function logMel(samples: ArrayLike<number>, { rate, bands }: LogMelOptions): readonly Float64Array[] {
  const window = Math.max(2, Math.round(0.025 * rate));
  const hop = Math.max(1, Math.round(0.01 * rate));
  const size = 2 ** Math.ceil(Math.log2(window));
  const hann = Float64Array.from({ length: window }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / window));
  const filters = melFilters(rate, size, bands);
  const frames = Math.max(1, Math.floor((samples.length - window) / hop) + 1);
  return Array.from({ length: frames }, (_, frame) => {
    const real = new Float64Array(size);
    const imaginary = new Float64Array(size);
    for (let i = 0; i < window; i++) real[i] = (samples[frame * hop + i] ?? 0) * hann[i]!;
    fourierTransform(real, imaginary);
    return Float64Array.from(filters, ({ first, weights }) => {
      let energy = 0;
      for (let k = 0; k < weights.length; k++) {
        energy += weights[k]! * (real[first + k]! ** 2 + imaginary[first + k]! ** 2);
      }
      return Math.log(energy / window + 1e-6);
    });
  });
}

interface Filter {
  readonly first: number;
  readonly weights: readonly number[];
}

function melFilters(rate: number, size: number, bands: number): readonly Filter[] {
  const mel = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700);
  const [low, high] = [mel(20), mel(Math.min(8000, rate / 2))];
  // In bins of the spectrum.
  const edges = Array.from({ length: bands + 2 }, (_, i) => {
    const at = low + ((high - low) * i) / (bands + 1);
    return (700 * (10 ** (at / 2595) - 1) * size) / rate;
  });
  return Array.from({ length: bands }, (_, b) => {
    const [from = 0, peak = 0, to = 0] = edges.slice(b, b + 3);
    const first = Math.floor(from);
    const last = Math.min(size / 2, Math.ceil(to));
    const weights = Array.from({ length: last - first + 1 }, (_, k): number => {
      const bin = first + k;
      return Math.max(0, Math.min((bin - from) / (peak - from), (to - bin) / (to - peak)));
    });
    // A band narrower than a bin takes the nearest one.
    if (!weights.some(one => one > 0)) weights[Math.min(weights.length - 1, Math.round(peak) - first)] = 1;
    return { first, weights };
  });
}
