import { MediaError } from '../../src/graph/index.ts';
import type { FrameSink, FrameWriter } from './sink.ts';

/** A sink with the track that comes out of it. */
export interface TrackSink extends FrameSink {
  /** For a call or a `<video>`. Live from the start; it shows nothing until frames come, and goes on over several runs. */
  readonly track: MediaStreamTrack;
  /** Ends the track. */
  stop(): void;
}

/** Chromium's name for the stream into a track; the compiler's DOM does not know it. */
interface TrackGeneratorHost {
  readonly MediaStreamTrackGenerator?: new (init: {
    readonly kind: 'video';
  }) => MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> };
}

/**
 * Makes a track of an output: by MediaStreamTrackGenerator where the browser has it, else by a canvas that is captured.
 *
 * @throws MediaError where the browser has neither.
 * @example
 * const out = sinks.mediaStreamTrack();
 * call.addTrack(out.track);
 */
export function mediaStreamTrack(): TrackSink {
  const Generator = (globalThis as TrackGeneratorHost).MediaStreamTrackGenerator;
  if (Generator === undefined) return capturedCanvas();
  const track = new Generator({ kind: 'video' });
  const writer = track.writable.getWriter();
  // A track that was stopped takes nothing more; that is no fault of the graph.
  const frames: FrameWriter = {
    write: frame => writer.write(frame).catch(() => frame.close()),
    close: () => undefined,
    abort: () => undefined,
  };
  return { takes: 'frames', track, stop: () => track.stop(), open: async () => frames };
}

function capturedCanvas(): TrackSink {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { alpha: false });
  const [track] = 'captureStream' in canvas ? canvas.captureStream().getVideoTracks() : [];
  if (track === undefined || context === null) {
    throw new MediaError(
      'track: this browser makes no track of pictures. Show them on a canvas, or update the browser.',
    );
  }
  const frames: FrameWriter = {
    write(frame) {
      try {
        if (canvas.width !== frame.displayWidth) canvas.width = frame.displayWidth;
        if (canvas.height !== frame.displayHeight) canvas.height = frame.displayHeight;
        context.drawImage(frame, 0, 0);
      } finally {
        frame.close();
      }
    },
    close: () => undefined,
    abort: () => undefined,
  };
  return { takes: 'frames', track, stop: () => track.stop(), open: async () => frames };
}
