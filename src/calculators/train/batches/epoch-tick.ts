import { definePacketType, type PacketType } from '../../../graph/index.ts';

/** The start or the end of an epoch. */
export interface EpochTick {
  /** From 0. */
  readonly epoch: number;
  /** The first step of a start, the last of an end. */
  readonly step: number;
  /** How many epochs there will be at most. */
  readonly epochs: number;
}

/** An epoch's start or end, on a stream. */
export const epochTick: PacketType<EpochTick> = definePacketType({
  name: 'epoch_tick',
  description: 'The start or the end of an epoch',
  is: (value): value is EpochTick => typeof value === 'object' && value !== null && 'epoch' in value && 'step' in value,
});
