import { type InputVideoTrack, type VideoSample, VideoSampleSink } from 'mediabunny';
import { yuvLength } from '../../src/calculators/image/index.ts';
import type { DecodedFrame } from './decoded-frame.ts';
import type { FrameBuffers } from './frame-buffers.ts';
import { toMicroseconds } from './frame-table.ts';

/** Thrown for pixels that are not 8-bit 4:2:0: another decoder may convert them. */
export class UnsupportedPixelsError extends Error {}

/** Decodes a track with the codecs that are registered with mediabunny. Each sample is closed before the next one. */
export async function* mediabunnyFrames(
  track: InputVideoTrack,
  buffers: FrameBuffers,
): AsyncGenerator<DecodedFrame, void, undefined> {
  for await (const sample of new VideoSampleSink(track).samples()) {
    try {
      const timestampUs = toMicroseconds(sample.timestamp);
      // Cut off by the edit list: decoded because later frames need it, but never shown.
      if (timestampUs >= 0) yield await copyOut(sample, timestampUs, buffers);
    } finally {
      sample.close();
    }
  }
}

async function copyOut(sample: VideoSample, timestampUs: number, buffers: FrameBuffers): Promise<DecodedFrame> {
  const { format } = sample;
  if (format !== 'I420' && format !== 'NV12') {
    throw new UnsupportedPixelsError(`its pixels have the format ${format ?? 'unknown'}, not 8-bit 4:2:0`);
  }
  const { width, height } = sample.visibleRect;
  const buffer = buffers.allocBytes(yuvLength(width, height));
  try {
    await sample.copyTo(buffer.data);
  } catch (error) {
    buffer.release();
    throw error;
  }
  return {
    timestampUs,
    durationUs: toMicroseconds(sample.duration),
    width,
    height,
    layout: format === 'I420' ? 'i420' : 'nv12',
    tags: { matrix: sample.colorSpace.matrix, fullRange: sample.colorSpace.fullRange },
    buffer,
  };
}
