/** Chromium's names for the streams behind a track; the compiler's DOM does not know them. */
interface TrackProcessorHost {
  readonly MediaStreamTrackProcessor?: new (init: {
    readonly track: MediaStreamTrack;
    readonly maxBufferSize?: number;
  }) => { readonly readable: ReadableStream<VideoFrame | AudioData> };
}

/**
 * A track as a stream of frames or sound, where the browser has MediaStreamTrackProcessor for it; else `undefined`.
 *
 * @param buffered - how many frames it keeps for a reader who is late; older ones are dropped unseen.
 */
export function trackStream(
  track: MediaStreamTrack,
  buffered: number,
): ReadableStream<VideoFrame | AudioData> | undefined {
  const Processor = (globalThis as TrackProcessorHost).MediaStreamTrackProcessor;
  if (Processor === undefined) return undefined;
  try {
    return new Processor({ track, maxBufferSize: buffered }).readable;
  } catch {
    // Safari has it in workers only, and for video only.
    return undefined;
  }
}
