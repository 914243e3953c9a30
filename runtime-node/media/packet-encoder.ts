import type { EncodedPacket } from 'mediabunny';
import type { VideoColour, VideoFrame, VideoWriterOptions } from '../../src/calculators/io/index.ts';

/** The codecs that are written, by mediabunny's names. */
export type WrittenCodec = 'avc' | 'vp8' | 'vp9' | 'av1';

/** What an encoder must know before its first frame. */
export interface EncoderSettings {
  readonly codec: WrittenCodec;
  /** In pixels, as coded: even where the codec demands it. */
  readonly width: number;
  readonly height: number;
  readonly quality: NonNullable<VideoWriterOptions['quality']>;
  readonly bitrate: number | undefined;
  readonly latency: NonNullable<VideoWriterOptions['latency']>;
  readonly frameRate: number;
  readonly colour: VideoColour;
}

/** Takes an encoded packet, in the order of decoding. The first comes with the decoder's configuration. */
export type PacketSink = (packet: EncodedPacket, config: VideoDecoderConfig | undefined) => Promise<void>;

/** Turns frames into encoded packets with exact timestamps. */
export interface PacketEncoder {
  /** Takes a frame of the settled size. `data` may be reused when the promise settles. */
  encode(frame: VideoFrame): Promise<void>;
  /** Encodes what is left; all packets have gone to the sink afterwards. */
  finish(): Promise<void>;
  /** Gives everything back without finishing. May be called after `finish`. */
  abort(): Promise<void>;
}
