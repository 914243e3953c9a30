import { type OpenVideoOptions, openVideo } from '../../runtime-node/media/open-video.ts';
import type { VideoInfo } from '../../src/calculators/io/index.ts';

/** A whole video in memory. Small ones only. */
export interface ReadVideo {
  readonly info: VideoInfo;
  readonly timestamps: readonly number[];
  readonly frames: readonly Uint8Array[];
  /** What ended it early. */
  readonly error: unknown;
}

/** Reads a video to its end or its fault. */
export async function readAll(path: string, options: OpenVideoOptions = {}): Promise<ReadVideo> {
  const reader = await openVideo(path, options);
  const timestamps: number[] = [];
  const frames: Uint8Array[] = [];
  let error: unknown;
  try {
    for await (const frame of reader.frames()) {
      timestamps.push(frame.timestampUs);
      frames.push(frame.data.slice());
      frame.close();
    }
  } catch (fault) {
    error = fault;
  }
  return { info: reader.info, timestamps, frames, error };
}
