import { definePacketType, type PacketType } from '../packet-type.ts';

/** A stretch of sound; the packet's timestamp is that of its first sample. */
export interface Audio {
  /** In hertz. */
  readonly sampleRate: number;
  readonly channels: number;
  /** Samples per channel. */
  readonly frames: number;
  /** Planar: all samples of channel 0, then of channel 1 …; nominally -1..1. */
  readonly data: Float32Array;
}

function isAudio(value: unknown): value is Audio {
  return typeof value === 'object' && value !== null && 'sampleRate' in value && 'frames' in value && 'data' in value;
}

/** Sound. */
export const audio: PacketType<Audio> = definePacketType({
  name: 'audio',
  description: 'A stretch of sound, planar 32-bit float',
  is: isAudio,
});
