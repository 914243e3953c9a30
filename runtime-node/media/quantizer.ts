import type { EncoderSettings } from './packet-encoder.ts';

/**
 * The constant quality of each codec for our four levels, on the codec's own scale (lower is better): H.264 0..51 and
 * VP8, VP9 0..63. `high` is meant to be hard to tell from the source at arm's length.
 */
const LEVELS = {
  avc: { low: 31, medium: 26, high: 21, 'very-high': 16 },
  vp8: { low: 40, medium: 30, high: 18, 'very-high': 8 },
  vp9: { low: 45, medium: 37, high: 29, 'very-high': 20 },
  av1: { low: 45, medium: 37, high: 29, 'very-high': 20 },
} as const;

/** The quantizer of a quality level, on the scale of ffmpeg's encoders (`crf`). */
export function quantizer(codec: EncoderSettings['codec'], quality: EncoderSettings['quality']): number {
  return LEVELS[codec][quality];
}
