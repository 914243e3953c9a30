import {
  AudioSample,
  AudioSampleSource,
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  type Output,
  Quality,
} from 'mediabunny';
import type { PcmAudio } from '../../src/calculators/io/index.ts';
import type { OpenedFile } from '../opened-file.ts';
import { mediaFault } from './media-fault.ts';
import { openMediaInput } from './open-media-input.ts';

/** Audio that is written beside a video, a little at a time so that both lie close together in the file. */
export interface AudioFeed {
  /** When it begins, in seconds; `undefined` as long as nothing was written. */
  readonly start: number | undefined;
  /** Writes what begins up to this time, in seconds. */
  feed(until: number): Promise<void>;
  /** Gives its input back. */
  close(): Promise<void>;
}

/**
 * Copies the first audio track of a file into `output`, packet by packet.
 *
 * @param from - closed with the feed, or when there is none.
 * @returns `undefined` when the file has no audio.
 * @throws MediaError when the output's container cannot hold the codec.
 */
export async function copiedAudio(from: OpenedFile, output: Output, path: string): Promise<AudioFeed | undefined> {
  const { input } = await openMediaInput(from);
  const track = await input.getPrimaryAudioTrack();
  if (track === null) {
    input.dispose();
    return undefined;
  }
  const codec = await track.getCodec();
  const config = await track.getDecoderConfig();
  const known = output.format.getSupportedAudioCodecs();
  if (codec === null || config === null || !known.includes(codec)) {
    input.dispose();
    throw mediaFault(
      path,
      `this kind of file cannot hold the audio of ${from.path} (${codec ?? 'an unknown codec'}); it holds ${known.join(', ')}`,
      'Write an .mp4 or .mkv file, or leave the audio out',
    );
  }
  const source = new EncodedAudioPacketSource(codec);
  output.addAudioTrack(source);
  const packets = new EncodedPacketSink(track).packets();
  let waiting: EncodedPacket | undefined;
  let start: number | undefined;
  return {
    get start() {
      return start;
    },
    async feed(until) {
      while (true) {
        if (waiting === undefined) {
          const { value } = await packets.next();
          if (value === undefined) return;
          waiting = value;
        }
        if (waiting.timestamp > until) return;
        await source.add(waiting, start === undefined ? { decoderConfig: config } : undefined);
        start ??= waiting.timestamp;
        waiting = undefined;
      }
    },
    async close() {
      await packets.return(undefined);
      input.dispose();
    },
  };
}

/** Encodes samples as Opus, the one codec that starts exactly at 0 everywhere. The codecs must be registered. */
export function encodedAudio(audio: PcmAudio, output: Output): AudioFeed {
  const { sampleRate, channels, data } = audio;
  const source = new AudioSampleSource({ codec: 'opus', quality: new Quality({ bitrate: 64_000 * channels }) });
  output.addAudioTrack(source);
  const frames = data.length / channels;
  const block = Math.round(sampleRate / 10);
  let next = 0;
  return {
    get start() {
      return next === 0 ? undefined : 0;
    },
    async feed(until) {
      while (next < frames && next / sampleRate <= until) {
        const count = Math.min(block, frames - next);
        const planes = new Float32Array(count * channels);
        for (let channel = 0; channel < channels; channel++) {
          const from = channel * frames + next;
          planes.set(data.subarray(from, from + count), channel * count);
        }
        const sample = new AudioSample({
          data: planes,
          format: 'f32-planar',
          numberOfChannels: channels,
          sampleRate,
          timestamp: next / sampleRate,
        });
        try {
          await source.add(sample);
        } finally {
          sample.close();
        }
        next += count;
      }
    },
    async close() {
      // Nothing is held between calls.
    },
  };
}
