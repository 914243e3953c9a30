import { definePacketType, type PacketType } from '../packet-type.ts';

/** A value that counts how often it was given back. */
export interface CountedBox {
  readonly id: number;
  released: number;
}

/** The type of {@link CountedBox}, for tests of ownership. */
export const countedBox: PacketType<CountedBox> = definePacketType({
  name: 'box',
  description: 'What counts how often it was given back',
  is: (value): value is CountedBox => typeof value === 'object' && value !== null && 'released' in value,
  release: value => {
    value.released += 1;
  },
});
