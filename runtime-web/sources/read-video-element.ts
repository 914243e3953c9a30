import { MediaError } from '../../src/graph/index.ts';
import { risingTime } from './rising-time.ts';
import type { SourceItem, SourceReader } from './source.ts';

/**
 * Reads the frames that a `<video>` presents, by requestVideoFrameCallback. A frame that nobody has read yet gives way to
 * the next one. The element plays on its own; its end is the end of the frames.
 *
 * @throws MediaError when the element's pixels belong to another origin.
 */
export function readVideoElement(video: HTMLVideoElement, label: string, closed?: () => void): SourceReader {
  const time = risingTime();
  let handle: number | undefined;
  let isClosed = false;
  let waiting: ((item: SourceItem | undefined) => void) | undefined;
  let refuse: ((error: MediaError) => void) | undefined;
  const settle = (item: SourceItem | undefined) => {
    const resolve = waiting;
    waiting = undefined;
    refuse = undefined;
    resolve?.(item);
  };
  const ended = () => settle(undefined);
  const failed = () =>
    refuse?.(
      new MediaError(`${label}: the video cannot be played (${video.error?.message ?? 'unknown'}). Give another file.`),
    );
  video.addEventListener('ended', ended);
  video.addEventListener('error', failed);
  const present = (_now: number, { mediaTime }: VideoFrameCallbackMetadata) => {
    handle = undefined;
    // The video has ended, or failed, before its last frame was presented: a frame made now would be nobody's.
    if (waiting === undefined) return;
    const timestampUs = time(mediaTime * 1e6);
    if (timestampUs === undefined) {
      handle = video.requestVideoFrameCallback(present);
      return;
    }
    try {
      settle({ timestampUs, value: { frame: new VideoFrame(video, { timestamp: timestampUs }) } });
    } catch (cause) {
      refuse?.(
        new MediaError(
          `${label}: its pixels cannot be read (${cause instanceof Error ? cause.message : String(cause)}). Serve the video from this site, or with CORS and the attribute crossorigin.`,
          0,
          { cause },
        ),
      );
    }
  };
  return {
    label,
    read() {
      if (isClosed || video.ended || video.error !== null) {
        return video.error === null || isClosed
          ? Promise.resolve(undefined)
          : Promise.reject(
              new MediaError(`${label}: the video cannot be played (${video.error.message}). Give another file.`),
            );
      }
      return new Promise((resolve, reject) => {
        waiting = resolve;
        refuse = error => {
          waiting = undefined;
          refuse = undefined;
          reject(error);
        };
        handle ??= video.requestVideoFrameCallback(present);
      });
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      if (handle !== undefined) video.cancelVideoFrameCallback(handle);
      video.removeEventListener('ended', ended);
      video.removeEventListener('error', failed);
      settle(undefined);
      closed?.();
    },
  };
}
