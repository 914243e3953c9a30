import { type Audio, MediaError } from '../../src/graph/index.ts';
import { risingTime } from './rising-time.ts';
import type { SourceReader } from './source.ts';
import { trackStream } from './track-processor.ts';
import { trackReader } from './track-reader.ts';

/** Blocks that wait while the page is busy: a second of sound in blocks of 10 ms. */
const BUFFERED = 100;

/**
 * Reads an audio track in the blocks in which the browser captures it, planar floats.
 *
 * @throws MediaError where the browser has no MediaStreamTrackProcessor for sound.
 */
export function readAudioTrack(track: MediaStreamTrack, label: string, release: () => void): SourceReader {
  const stream = trackStream(track, BUFFERED);
  if (stream === undefined) {
    release();
    throw new MediaError(
      `${label}: this browser gives no samples of a track (no MediaStreamTrackProcessor). Use a browser built on Chromium.`,
    );
  }
  const reader = trackReader(stream, release);
  const time = risingTime(10_000);
  return {
    label,
    async read() {
      for (;;) {
        const block = await reader.next();
        if (block === undefined) return undefined;
        try {
          const timestampUs = time(block.timestamp);
          if (timestampUs !== undefined && block instanceof AudioData) return { timestampUs, value: planar(block) };
        } finally {
          block.close();
        }
      }
    },
    close: () => reader.close(),
  };
}

function planar(block: AudioData): Audio {
  const { numberOfChannels: channels, numberOfFrames: frames, sampleRate } = block;
  const data = new Float32Array(channels * frames);
  for (let channel = 0; channel < channels; channel++) {
    const plane = data.subarray(channel * frames, (channel + 1) * frames);
    block.copyTo(plane, { planeIndex: channel, format: 'f32-planar' });
  }
  return { sampleRate, channels, frames, data };
}
