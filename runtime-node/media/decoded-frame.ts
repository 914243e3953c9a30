import type { YuvTags } from '../../src/calculators/image/index.ts';
import type { FrameBuffer } from './frame-buffers.ts';

/** What a decoder delivers: the planes in a buffer on loan, and what the stream says of its colours. */
export interface DecodedFrame {
  readonly timestampUs: number;
  readonly durationUs: number;
  /** Visible pixels. */
  readonly width: number;
  readonly height: number;
  readonly layout: 'i420' | 'nv12';
  readonly tags: YuvTags;
  readonly buffer: FrameBuffer;
}
