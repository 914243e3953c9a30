import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  EncodedVideoPacketSource,
  MkvOutputFormat,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
  type OutputFormat,
  WebMOutputFormat,
} from 'mediabunny';
import { yuvColour, yuvLength } from '../../src/calculators/image/index.ts';
import type { PcmAudio, VideoFrame, VideoWriter, VideoWriterOptions } from '../../src/calculators/io/index.ts';
import { type AudioFeed, copiedAudio, encodedAudio } from './audio-track.ts';
import { type ChosenCodecs, type CodecOptions, chooseCodecs } from './choose-codecs.ts';
import { colourTags } from './colour-tags.ts';
import { encodeOpus } from './encode-opus.ts';
import { codedSize, copyPicture } from './even-picture.ts';
import { exactMovieTime } from './exact-movie-time.ts';
import { ffmpegPacketEncoder } from './ffmpeg-packet-encoder.ts';
import { fileTarget } from './file-target.ts';
import { faultOf, mediaFault } from './media-fault.ts';
import { mediabunnyPacketEncoder } from './mediabunny-packet-encoder.ts';
import { type MediaFiles, openMediaFile } from './open-media-file.ts';
import type { EncoderSettings, PacketEncoder, PacketSink, WrittenCodec } from './packet-encoder.ts';
import { systemFault } from './system-fault.ts';

/** How a video is written, and by which codecs. */
export interface CreateVideoOptions extends VideoWriterOptions, CodecOptions {
  /** Which files audio may be copied from. Default: all. */
  readonly files?: MediaFiles | undefined;
}

const OPUS_RATES = [8000, 12000, 16000, 24000, 48000];

/**
 * Begins a video file. In MP4 and MOV timestamps are exact to the microsecond, of variable frame rates too; WebM and MKV
 * count whole milliseconds.
 *
 * @throws MediaError when the folder, the container or the codecs are not there.
 */
export async function createVideo(file: string, options: CreateVideoOptions = {}): Promise<VideoWriter> {
  const { format, codec } = chooseFormat(file, options);
  const codecs = await chooseCodecs(file, options);
  const partial = `${path.resolve(file)}.partial`;
  let handle: FileHandle;
  try {
    handle = await open(partial, 'w');
  } catch (error) {
    const fact = `it cannot be written: ${systemFault(error)}`;
    throw mediaFault(file, fact, 'Check the folder and its permissions', 0, error);
  }
  return new FileVideoWriter(file, partial, handle, format, codec, codecs, options);
}

class FileVideoWriter implements VideoWriter {
  readonly backend: string;
  readonly backendReason: string;
  readonly #file: string;
  readonly #partial: string;
  readonly #handle: FileHandle;
  readonly #codec: WrittenCodec;
  readonly #codecs: ChosenCodecs;
  readonly #options: CreateVideoOptions;
  readonly #output: Output;
  readonly #video: EncodedVideoPacketSource;
  #movie: { readonly data: Uint8Array; readonly position: number } | undefined;
  #audio: AudioFeed | undefined;
  #encoder: PacketEncoder | undefined;
  #settings: EncoderSettings | undefined;
  #size = { width: 0, height: 0 };
  #padded: Uint8Array | undefined;
  #frames = 0;
  #startUs = 0;
  #lastUs = Number.NEGATIVE_INFINITY;
  #state: 'open' | 'done' | 'aborted' = 'open';

  constructor(
    file: string,
    partial: string,
    handle: FileHandle,
    format: (onMoov: (data: Uint8Array, position: number) => void) => OutputFormat,
    codec: WrittenCodec,
    codecs: ChosenCodecs,
    options: CreateVideoOptions,
  ) {
    this.#file = file;
    this.#partial = partial;
    this.#handle = handle;
    this.#codec = codec;
    this.#codecs = codecs;
    this.#options = options;
    this.backend = codecs.backend;
    this.backendReason = codecs.reason;
    this.#output = new Output({
      format: format((data, position) => {
        this.#movie = { data: data.slice(), position };
      }),
      target: fileTarget(handle),
    });
    this.#video = new EncodedVideoPacketSource(codec);
    // As "frame rate" mediabunny takes the clock of the track: microseconds, so that no timestamp is rounded.
    this.#output.addVideoTrack(this.#video, { frameRate: 1e6, rotation: options.rotation ?? 0 });
  }

  async copyAudioFrom(from: string): Promise<void> {
    this.#mayAddAudio();
    this.#audio = await copiedAudio(await openMediaFile(from, this.#options.files), this.#output, this.#file);
  }

  async addAudioPcm(audio: PcmAudio): Promise<void> {
    this.#mayAddAudio();
    const { sampleRate, channels, data } = audio;
    if (!OPUS_RATES.includes(sampleRate) || (channels !== 1 && channels !== 2) || data.length % channels !== 0) {
      throw mediaFault(
        this.#file,
        `audio of ${channels} channels at ${sampleRate} Hz in ${data.length} samples cannot be written as Opus`,
        `Give 1 or 2 whole channels at ${OPUS_RATES.join(', ')} Hz`,
      );
    }
    if (this.#codecs.backend === 'mediabunny-server') {
      this.#audio = encodedAudio(audio, this.#output);
      return;
    }
    const scratch = `${this.#partial}.opus.webm`;
    try {
      await encodeOpus(this.#codecs.ffmpeg, audio, scratch);
      const feed = await copiedAudio(await openMediaFile(scratch), this.#output, this.#file);
      if (feed === undefined) throw new Error('ffmpeg wrote no audio');
      this.#audio = withScratch(feed, scratch);
    } catch (error) {
      await rm(scratch, { force: true });
      throw mediaFault(this.#file, `its audio cannot be encoded: ${faultOf(error)}`, 'See the cause', 0, error);
    }
  }

  async write(frame: VideoFrame): Promise<void> {
    if (this.#state !== 'open') throw mediaFault(this.#file, 'it is finished already', 'Create another writer');
    this.#check(frame);
    try {
      this.#encoder ??= await this.#begin(frame);
      await this.#encoder.encode(this.#coded(frame));
      this.#frames += 1;
      this.#lastUs = frame.timestampUs;
    } catch (error) {
      throw this.#fault('encoding failed', error);
    }
  }

  async finalize() {
    if (this.#state !== 'open') throw mediaFault(this.#file, 'it is finished already', 'Create another writer');
    try {
      if (this.#encoder === undefined || this.#settings === undefined) {
        throw mediaFault(this.#file, 'no frame was written to it', 'See why the stream before it is empty');
      }
      await this.#encoder.finish();
      await this.#audio?.feed(Number.POSITIVE_INFINITY);
      await this.#output.finalize();
      await this.#exactTimes();
      await this.#handle.close();
      await rename(this.#partial, this.#file);
      this.#state = 'done';
      await this.#release();
      const { size } = await stat(this.#file);
      const { width, height } = this.#settings;
      return { path: this.#file, frames: this.#frames, width, height, bytes: size };
    } catch (error) {
      await this.abort();
      throw this.#fault('it cannot be completed', error);
    }
  }

  async abort(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'aborted';
    try {
      await this.#release();
      await this.#output.cancel();
    } catch {
      // What is thrown away needs no news of how it failed.
    }
    await this.#handle.close();
    await rm(this.#partial, { force: true });
  }

  async #release(): Promise<void> {
    await this.#encoder?.abort();
    await this.#audio?.close();
  }

  #mayAddAudio(): void {
    if (this.#encoder !== undefined || this.#audio !== undefined || this.#state !== 'open') {
      throw mediaFault(this.#file, 'audio comes too late or twice', 'Add one audio track before the first frame');
    }
  }

  #check(frame: VideoFrame): void {
    const { width, height, data, timestampUs } = frame;
    const size = `${width}x${height}`;
    const remedy = 'Give frames of one size with increasing timestamps';
    const fail = (fact: string) => mediaFault(this.#file, fact, remedy, this.#frames);
    if (!(width >= 1 && height >= 1) || data.length !== yuvLength(width, height)) {
      throw fail(`frame ${this.#frames} of ${size} has ${data.length} bytes`);
    }
    if (this.#encoder !== undefined && (width !== this.#size.width || height !== this.#size.height)) {
      throw fail(`the size changes from ${this.#size.width}x${this.#size.height} to ${size} at frame ${this.#frames}`);
    }
    if (!Number.isSafeInteger(timestampUs) || timestampUs < 0 || timestampUs <= this.#lastUs) {
      throw fail(`frame ${this.#frames} has the time ${timestampUs} us after ${this.#lastUs} us`);
    }
  }

  async #begin(frame: VideoFrame): Promise<PacketEncoder> {
    const { quality = 'high', latency = 'quality', bitrate, frameRate, colour } = this.#options;
    this.#size = { width: frame.width, height: frame.height };
    this.#startUs = frame.timestampUs;
    const guess = frameRate ?? (frame.durationUs > 0 ? 1e6 / frame.durationUs : 30);
    const settings: EncoderSettings = {
      codec: this.#codec,
      ...codedSize(this.#codec, this.backend, frame.width, frame.height),
      quality,
      latency,
      bitrate,
      frameRate: Math.min(240, Math.max(1, guess)),
      colour: colour ?? yuvColour(frame.height),
    };
    this.#settings = settings;
    await this.#output.start();
    const sink: PacketSink = async (packet, config) => {
      await this.#audio?.feed(packet.timestamp);
      // The codec leaves the tags out that say what the colours mean.
      const decoderConfig = config === undefined ? undefined : { ...config, colorSpace: colourTags(settings.colour) };
      await this.#video.add(packet, decoderConfig === undefined ? undefined : { decoderConfig });
    };
    return this.#codecs.backend === 'ffmpeg'
      ? ffmpegPacketEncoder(this.#codecs.ffmpeg, settings, `${this.#partial}.mkv`, sink)
      : mediabunnyPacketEncoder(settings, sink);
  }

  /** The frame as the encoder takes it: I420 of the coded size. */
  #coded(frame: VideoFrame): VideoFrame {
    const { width, height } = this.#settings ?? this.#size;
    if (frame.layout === 'i420' && frame.width === width && frame.height === height) return frame;
    // Reused: the encoder has taken what it needs when `encode` settles.
    this.#padded ??= new Uint8Array(yuvLength(width, height));
    copyPicture(frame, width, height, this.#padded);
    return { ...frame, layout: 'i420', width, height, data: this.#padded };
  }

  /** Corrects the start times of tracks, which the muxer rounds. */
  async #exactTimes(): Promise<void> {
    const box = this.#movie;
    if (box === undefined) return;
    const start = this.#audio?.start;
    const soun = start === undefined ? undefined : Math.round(start * 1e6);
    if (!exactMovieTime(box.data, { vide: this.#startUs, soun })) return;
    await this.#handle.write(box.data, 0, box.data.length, box.position);
  }

  #fault(what: string, error: unknown) {
    const fact = `${what} after ${this.#frames} frames: ${systemFault(error)}`;
    return mediaFault(this.#file, fact, 'Check free space, the codec and its options', this.#frames, error);
  }
}

function withScratch(feed: AudioFeed, scratch: string): AudioFeed {
  return {
    get start() {
      return feed.start;
    },
    feed: until => feed.feed(until),
    async close() {
      await feed.close();
      await rm(scratch, { force: true });
    },
  };
}

function chooseFormat(file: string, options: VideoWriterOptions) {
  const extension = path.extname(file).toLowerCase();
  const codec = options.codec === 'h264' ? 'avc' : options.codec;
  type OnMoov = (data: Uint8Array, position: number) => void;
  const make: Record<string, (onMoov: OnMoov) => OutputFormat> = {
    '.mp4': onMoov => new Mp4OutputFormat({ fastStart: false, onMoov }),
    '.m4v': onMoov => new Mp4OutputFormat({ fastStart: false, onMoov }),
    '.mov': onMoov => new MovOutputFormat({ fastStart: false, onMoov }),
    '.webm': () => new WebMOutputFormat(),
    '.mkv': () => new MkvOutputFormat(),
  };
  const format = make[extension];
  if (format === undefined) {
    const fact = extension === '' ? 'its name has no ending' : `videos are not written as "${extension}"`;
    throw mediaFault(file, fact, `Use one of ${Object.keys(make).join(', ')}`);
  }
  if (extension === '.webm' && codec === 'avc') {
    throw mediaFault(file, 'WebM cannot hold H.264', 'Use codec vp9, vp8 or av1, or write an .mp4 file');
  }
  return { format, codec: codec ?? (extension === '.webm' ? ('vp9' as const) : ('avc' as const)) };
}
