import { createPrng } from './prng.ts';

const SAMPLE_RATE = 48_000;
const HARMONICS = [1, 0.6, 0.45, 0.25, 0.12, 0.06];

/** Mono sound. */
export interface Voice {
  readonly sampleRate: number;
  readonly channels: 1;
  readonly frames: number;
  readonly data: Float32Array;
}

/** A hummed voice: a gliding tone with harmonics, in syllables. At 48 kHz, below half of full scale. */
export function renderVoice(seconds: number, seed: number): Voice {
  const prng = createPrng(seed * 17 + 5);
  const frames = Math.round(seconds * SAMPLE_RATE);
  const data = new Float32Array(frames);
  const base = prng.range(110, 190);
  const glide = prng.range(1.3, 2.1);
  let phase = 0;
  for (let i = 0; i < frames; i += 1) {
    const t = i / SAMPLE_RATE;
    const pitch = base * 2 ** (0.18 * Math.sin(t * glide) + 0.05 * Math.sin(t * 5.3));
    phase += pitch / SAMPLE_RATE;
    const syllable = Math.max(0, Math.sin(t * 11) * Math.sin(t * 3.7)) ** 0.5;
    let sample = 0;
    for (const [k, level] of HARMONICS.entries()) sample += level * Math.sin(2 * Math.PI * phase * (k + 1));
    data[i] = 0.18 * syllable * sample;
  }
  return { sampleRate: SAMPLE_RATE, channels: 1, frames, data };
}
