import { MediaError } from '../../src/graph/index.ts';
import { realtimePace } from './realtime-pace.ts';
import type { SourceReader } from './source.ts';
import type { VideoFileOptions } from './video-file.ts';

/** Opens the sound of a file, see `audioFile`. @throws MediaError; the signal's reason when aborted. */
export async function readAudioFile(
  file: Blob | string | URL,
  { pace = 'realtime', loop = false }: VideoFileOptions,
  signal: AbortSignal,
  fromUs = 0,
): Promise<SourceReader> {
  const name = file instanceof Blob ? (file instanceof File ? file.name : 'audio file') : String(file);
  const { ALL_FORMATS, AudioSampleSink, BlobSource, Input, UrlSource } = await import('mediabunny');
  signal.throwIfAborted();
  const source = file instanceof Blob ? new BlobSource(file) : new UrlSource(file);
  const input = new Input({ source, formats: ALL_FORMATS });
  const closed = new AbortController();
  try {
    const track = await input.getPrimaryAudioTrack();
    if (track === null) throw new MediaError(`${name}: has no sound. Give a file with sound.`);
    if (!(await track.canDecode())) {
      throw new MediaError(
        `${name}: this browser does not decode ${(await track.getCodec()) ?? 'its codec'}. Convert its sound to Opus or AAC.`,
      );
    }
    const pictures = loop ? await input.getPrimaryVideoTrack() : null;
    const round = loop ? Math.round((await (pictures ?? track).computeDuration()) * 1e6) : undefined;
    signal.throwIfAborted();
    const sink = new AudioSampleSink(track);
    // A whole number of rounds before, then the rest within one.
    let base = round === undefined || round === 0 ? 0 : Math.floor(fromUs / round) * round;
    let samples = sink.samples((fromUs - base) / 1e6);
    let end = base;
    let last = -1;
    const again = (): boolean => {
      if (closed.signal.aborted || round === undefined || end === base) return false;
      base += round;
      end = base;
      samples = sink.samples();
      return true;
    };
    const due = pace === 'realtime' ? realtimePace(AbortSignal.any([signal, closed.signal])) : undefined;
    return {
      label: name,
      async read() {
        for (;;) {
          signal.throwIfAborted();
          const next = await samples.next().catch((cause: unknown) => {
            signal.throwIfAborted();
            const fact = `its sound cannot be decoded (${message(cause)})`;
            throw new MediaError(`${name}: ${fact}. Copy or convert the file again.`, 0, { cause });
          });
          if (next.done === true) {
            if (!again()) return undefined;
            continue;
          }
          const sample = next.value;
          try {
            const { numberOfChannels: channels, numberOfFrames: frames, sampleRate } = sample;
            const timestampUs = base + Math.round(sample.timestamp * 1e6);
            if (round !== undefined && timestampUs >= base + round) {
              // Beyond the last picture.
              await samples.return(undefined);
              continue;
            }
            end = Math.max(end, base + Math.round((sample.timestamp + sample.duration) * 1e6));
            // Before the beginning lies what an encoder needed to get going.
            if (frames === 0 || timestampUs <= last) continue;
            last = timestampUs;
            const data = new Float32Array(channels * frames);
            for (let channel = 0; channel < channels; channel++) {
              const plane = data.subarray(channel * frames, (channel + 1) * frames);
              sample.copyTo(plane, { planeIndex: channel, format: 'f32-planar' });
            }
            await due?.(timestampUs);
            return { timestampUs, value: { sampleRate, channels, frames, data } };
          } finally {
            sample.close();
          }
        }
      },
      async close() {
        closed.abort(new MediaError(`${name}: it was closed. Open it again.`));
        try {
          await samples.return(undefined);
        } finally {
          input.dispose();
        }
      },
    };
  } catch (cause) {
    input.dispose();
    signal.throwIfAborted();
    if (cause instanceof MediaError) throw cause;
    throw new MediaError(`${name}: cannot be read (${message(cause)}). Give a file with sound.`, 0, { cause });
  }
}

function message(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
