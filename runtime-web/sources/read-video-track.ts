import { MediaError } from '../../src/graph/index.ts';
import { readVideoElement } from './read-video-element.ts';
import { risingTime } from './rising-time.ts';
import type { SourceReader } from './source.ts';
import { trackStream } from './track-processor.ts';
import { trackReader } from './track-reader.ts';

/** Frames that wait while the page is busy. More than one, so that those that are dropped are seen and counted. */
const BUFFERED = 3;

/**
 * Reads a video track: by MediaStreamTrackProcessor where the browser has it, else through a hidden `<video>` and
 * requestVideoFrameCallback. The frames end when the track does.
 *
 * @param release - called once at the end, such as to switch a camera off.
 */
export async function readVideoTrack(
  track: MediaStreamTrack,
  label: string,
  signal: AbortSignal,
  release: () => void,
): Promise<SourceReader> {
  const stream = trackStream(track, BUFFERED);
  if (stream === undefined) return throughElement(track, label, signal, release);
  const reader = trackReader(stream, release);
  const time = risingTime();
  return {
    label,
    async read() {
      for (;;) {
        const frame = await reader.next();
        if (!(frame instanceof VideoFrame)) return undefined;
        const timestampUs = time(frame.timestamp);
        if (timestampUs !== undefined) return { timestampUs, value: { frame } };
        frame.close();
      }
    },
    close: () => reader.close(),
  };
}

async function throughElement(
  track: MediaStreamTrack,
  label: string,
  signal: AbortSignal,
  release: () => void,
): Promise<SourceReader> {
  if (typeof document === 'undefined' || !('requestVideoFrameCallback' in HTMLVideoElement.prototype)) {
    release();
    throw new MediaError(`${label}: this browser shows no frames of a track. Update the browser.`);
  }
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  const reader = readVideoElement(video, label, () => {
    track.removeEventListener('ended', ended);
    video.srcObject = null;
    release();
  });
  const ended = () => {
    Promise.resolve(reader.close()).catch(() => undefined);
  };
  track.addEventListener('ended', ended, { once: true });
  try {
    await video.play();
    signal.throwIfAborted();
  } catch (error) {
    await reader.close();
    signal.throwIfAborted();
    throw new MediaError(`${label}: its frames do not start (${String(error)}). Start after a click of the user.`, 0, {
      cause: error,
    });
  }
  return reader;
}
