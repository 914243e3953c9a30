/** Reads the frames or the sound of a track, one after the other. */
export interface TrackReader {
  /** The next one, which the caller closes; `undefined` at the end, and after `close`. One call at a time. */
  next(): Promise<VideoFrame | AudioData | undefined>;
  /** Ends it and gives the track back. May be called more than once, and during `next`. */
  close(): Promise<void>;
}

/** How long the end waits for a read under way, in milliseconds: longer than a camera in the dark takes for a frame. */
const GRACE_MS = 250;

/**
 * Reads the stream of a MediaStreamTrackProcessor and ends it without losing a frame.
 *
 * Chromium makes the frame that answers a read on its own time: when the track is stopped or the stream cancelled
 * meanwhile, the frame reaches nobody and stays open until the garbage collector finds it. So the end waits until no read
 * is under way. A track that gives nothing, such as a muted one, is cut off after a grace: no frame is on its way there.
 *
 * @param release - called once at the end, before the stream is cancelled: switches the camera off.
 */
export function trackReader(stream: ReadableStream<VideoFrame | AudioData>, release: () => void): TrackReader {
  const reader = stream.getReader();
  let reading: Promise<ReadableStreamReadResult<VideoFrame | AudioData>> | undefined;
  let closing: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    if (reading !== undefined) await settledWithin(reading, GRACE_MS);
    release();
    await reader.cancel().catch(() => undefined);
  };
  return {
    async next() {
      if (closing !== undefined) return undefined;
      reading = reader.read();
      const { done, value } = await reading.finally(() => {
        reading = undefined;
      });
      if (done) return undefined;
      // `close` came during the read; the compiler does not see that it may.
      if ((closing as Promise<void> | undefined) === undefined) return value;
      value.close();
      return undefined;
    },
    close() {
      closing ??= end();
      return closing;
    },
  };
}

function settledWithin(promise: Promise<unknown>, milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds);
    const settled = () => {
      clearTimeout(timer);
      resolve();
    };
    promise.then(settled, settled);
  });
}
