import { definePacketType, type Packet, type PacketType } from '../../graph/index.ts';

const held = new WeakMap<readonly unknown[], readonly Packet[]>();

/**
 * A list of the values of packets, which keeps the packets alive: releasing the list releases them. Its name is `any`,
 * since what the items are is known only where the list goes.
 */
export const heldList: PacketType<readonly unknown[]> = definePacketType({
  name: 'any',
  description: 'A list of the values of packets',
  is: (value): value is readonly unknown[] => Array.isArray(value),
  release: value => {
    for (const packet of held.get(value) ?? []) packet.release();
    held.delete(value);
  },
});

/** The list of the values of retained packets; it owns them from here on. */
export function holdPackets(packets: readonly Packet[]): readonly unknown[] {
  const values = packets.map(packet => packet.value);
  if (packets.some(packet => packet.handle !== null)) held.set(values, packets);
  return values;
}
