import { MediaError } from '../../src/graph/index.ts';
import { realtimePace } from './realtime-pace.ts';
import type { Source, SourceReader } from './source.ts';

/** How a video file is read. */
export interface VideoFileOptions {
  /** `realtime`: no frame comes before its time. `none`: as fast as the graph takes them. Default `realtime`. */
  readonly pace?: 'realtime' | 'none';
  /** Begins again at the end, for ever. Default false. */
  readonly loop?: boolean;
}

/**
 * The frames of a video file, with its own timestamps: demuxed by mediabunny, decoded by the browser. Loses no frame: when
 * the graph is slower than the file, the file waits.
 *
 * @param file - a file the user has chosen, or an address (the server should answer range requests).
 */
export function videoFile(file: Blob | string | URL, options: VideoFileOptions = {}): Source {
  const name = file instanceof Blob ? (file instanceof File ? file.name : 'video file') : String(file);
  const { pace = 'realtime', loop = false } = options;
  return {
    gives: 'frames',
    live: false,
    prepare: () => import('mediabunny'),
    async open({ signal }): Promise<SourceReader> {
      const { ALL_FORMATS, BlobSource, Input, UrlSource, VideoSampleSink } = await import('mediabunny');
      signal.throwIfAborted();
      const source = file instanceof Blob ? new BlobSource(file) : new UrlSource(file);
      const input = new Input({ source, formats: ALL_FORMATS });
      const closed = new AbortController();
      const dispose = () => input.dispose();
      try {
        const track = await input.getPrimaryVideoTrack();
        if (track === null) throw new MediaError(`${name}: has no pictures. Give a video file.`);
        if (!(await track.canDecode())) {
          throw new MediaError(
            `${name}: this browser does not decode ${(await track.getCodec()) ?? 'its codec'}. Convert it to H.264 or VP9.`,
          );
        }
        signal.throwIfAborted();
        const { matrix = null, fullRange = null } = await track.getColorSpace();
        const tags = { matrix, fullRange };
        const sink = new VideoSampleSink(track);
        let samples = sink.samples();
        let base = 0;
        let end = 0;
        const due = pace === 'realtime' ? realtimePace(AbortSignal.any([signal, closed.signal])) : undefined;
        return {
          label: `${name} ${await track.getDisplayWidth()}x${await track.getDisplayHeight()}`,
          async read() {
            for (;;) {
              signal.throwIfAborted();
              const next = await samples.next().catch((cause: unknown) => {
                signal.throwIfAborted();
                const fact = `cannot be decoded (${message(cause)})`;
                throw new MediaError(`${name}: ${fact}. Copy or convert the file again.`, 0, { cause });
              });
              if (next.done === true) {
                if (closed.signal.aborted || !loop || end === base) return undefined;
                base = end;
                samples = sink.samples();
                continue;
              }
              const sample = next.value;
              // Cut off by the edit list: decoded because later frames need it, but never shown.
              const own = Math.round(sample.timestamp * 1e6);
              if (own < 0) {
                sample.close();
                continue;
              }
              const timestampUs = base + own;
              end = Math.max(end, timestampUs + Math.max(1, Math.round(sample.duration * 1e6)));
              let frame: VideoFrame;
              try {
                frame = sample.toVideoFrame();
              } finally {
                sample.close();
              }
              try {
                await due?.(timestampUs);
              } catch (error) {
                frame.close();
                throw error;
              }
              return { timestampUs, value: { frame, tags } };
            }
          },
          async close() {
            closed.abort(new MediaError(`${name}: it was closed. Open it again.`));
            try {
              await samples.return(undefined);
            } finally {
              dispose();
            }
          },
        };
      } catch (cause) {
        dispose();
        signal.throwIfAborted();
        if (cause instanceof MediaError) throw cause;
        throw new MediaError(
          `${name}: cannot be read (${message(cause)}). Give a video file (mp4, webm, mov, mkv).`,
          0,
          { cause },
        );
      }
    },
  };
}

function message(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
