import { definePacketType, type PacketType } from '../packet-type.ts';

/**
 * The path of a file or a folder that the host of a graph names, such as a folder of pictures. A host that takes it from a
 * person resolves it from where that person stands and lets the graph read what lies there.
 */
export const path: PacketType<string> = definePacketType({
  name: 'path',
  description: 'The path of a file or a folder',
  is: (value): value is string => typeof value === 'string',
});
