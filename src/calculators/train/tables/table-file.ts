import { definePacketType, type PacketType } from '../../../graph/index.ts';

/** The path of a file of rows, as a side packet: what the host names may lie outside of the graph's folder. */
export const tableFile: PacketType<string> = definePacketType({
  name: 'file',
  description: 'The path of a file',
  is: (value): value is string => typeof value === 'string',
});
