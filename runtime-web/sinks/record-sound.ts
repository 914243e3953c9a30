import type { AudioSampleSource, Output } from 'mediabunny';
import { type Audio, MediaError } from '../../src/graph/index.ts';
import type { Source, SourceItem, SourceReader } from '../sources/source.ts';
import type { SinkContext } from './sink.ts';

type Media = typeof import('mediabunny');

/** Sound that is recorded beside pictures. Times are those of the pictures, in microseconds. */
export interface SoundRecorder {
  /** The output was started, with the first picture. */
  begin(): void;
  /** A picture that ends then was written: sound that does not wait for a clock is read so far. */
  upTo(timestampUs: number): Promise<void>;
  /** The last picture was written. Closes the source. */
  end(): Promise<void>;
}

/**
 * Opens a source of sound and adds a track for it to an output that has not been started. `undefined` when there is no
 * sound: a file without, a microphone that the user does not allow; the log says why.
 *
 * Sound of a file has the times of its pictures and is cut where they begin and, within a block, end. Live sound has the time
 * at which it arrives; it is ahead of the pictures by the time that the graph takes for them.
 *
 * @param start - the time of the first picture, which is the recording's beginning.
 * @throws MediaError when the browser encodes no sound for the container.
 */
export async function recordSound(
  media: Media,
  output: Output,
  source: Source,
  start: number,
  { signal, log }: SinkContext,
): Promise<SoundRecorder | undefined> {
  let reader: SourceReader;
  try {
    reader = await opened(source, start, signal, log);
  } catch (error) {
    log(`recording without sound: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
  try {
    const first = await reader.read();
    if (first === undefined) {
      await reader.close();
      return undefined;
    }
    const encoder = await encoderFor(media, output, audioOf(first.value));
    output.addAudioTrack(encoder);
    return source.live ? live(media, encoder, reader, first) : paced(media, encoder, reader, first, start);
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/**
 * Opens a source; the end of the run ends only the opening, which may wait for a user. After it pictures may still be on their
 * way here, and so is their sound.
 */
async function opened(
  source: Source,
  fromUs: number,
  signal: AbortSignal,
  log: SinkContext['log'],
): Promise<SourceReader> {
  if (source.live) signal.throwIfAborted();
  const opening = new AbortController();
  const abort = () => opening.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await source.open({ signal: opening.signal, log, fromUs });
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function encoderFor(media: Media, output: Output, { channels, sampleRate }: Audio): Promise<AudioSampleSource> {
  const able = output.format.getSupportedAudioCodecs();
  const wanted = (['aac', 'opus', 'mp3'] as const).filter(one => able.includes(one));
  const codec = await media.getFirstEncodableAudioCodec(wanted, { numberOfChannels: channels, sampleRate });
  if (codec === null) {
    const container = output.format.fileExtension.slice(1);
    throw new MediaError(
      `recording: this browser writes none of ${wanted.join(', ')} into ${container}. Choose another container, or record without sound.`,
    );
  }
  return new media.AudioSampleSource({ codec, quality: new media.Quality({ quality: 'high' }) });
}

/** Sound that waits for the pictures: it is read as far as they are. */
function paced(
  media: Media,
  encoder: AudioSampleSource,
  reader: SourceReader,
  first: SourceItem,
  start: number,
): SoundRecorder {
  let next: SourceItem | undefined = first;
  return {
    begin: () => undefined,
    async upTo(timestampUs) {
      for (; next !== undefined && next.timestampUs < timestampUs; next = await reader.read()) {
        const sound = audioOf(next.value);
        // What came before the first picture is left out.
        const cut = Math.max(0, Math.ceil(((start - next.timestampUs) * sound.sampleRate) / 1e6));
        const seconds = (next.timestampUs - start) / 1e6 + cut / sound.sampleRate;
        if (cut < sound.frames) await add(media, encoder, sound, cut, Math.max(0, seconds));
      }
    },
    end: async () => reader.close(),
  };
}

/** Sound that comes by itself. */
function live(media: Media, encoder: AudioSampleSource, reader: SourceReader, first: SourceItem): SoundRecorder {
  let ended = false;
  let pump: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    const began = performance.now();
    // Captured before the recording began.
    let item = await reader.read();
    const offset = (performance.now() - began) / 1000;
    const origin = item?.timestampUs ?? first.timestampUs;
    for (; item !== undefined && !ended; item = await reader.read()) {
      await add(media, encoder, audioOf(item.value), 0, offset + (item.timestampUs - origin) / 1e6);
    }
  };
  return {
    begin() {
      pump = run();
      // Told by end().
      pump.catch(() => undefined);
    },
    upTo: async () => undefined,
    async end() {
      ended = true;
      await reader.close();
      await pump;
    },
  };
}

async function add(
  media: Media,
  encoder: AudioSampleSource,
  { channels, frames, sampleRate, data }: Audio,
  cut: number,
  timestamp: number,
): Promise<void> {
  const kept = frames - cut;
  const planes = new Float32Array(channels * kept);
  for (let channel = 0; channel < channels; channel++) {
    planes.set(data.subarray(channel * frames + cut, (channel + 1) * frames), channel * kept);
  }
  const init = { data: planes, format: 'f32-planar', numberOfChannels: channels, sampleRate, timestamp } as const;
  const sample = new media.AudioSample(init);
  try {
    await encoder.add(sample);
  } finally {
    sample.close();
  }
}

function audioOf(value: SourceItem['value']): Audio {
  if (!('frame' in value)) return value;
  value.frame.close();
  throw new MediaError(
    'recording: its source of sound gives pictures. Give microphone(), audioFile() or an audio track.',
  );
}
