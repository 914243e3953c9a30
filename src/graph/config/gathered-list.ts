import { definePacketType, type PacketType } from '../packet-type.ts';
import { list } from '../packet-types/plain.ts';

/** A list type that no calculator has declared: it follows from what a node gathers. */
export interface GatheredList extends PacketType {
  readonly isGathered: true;
}

/** The type of the lists that a node makes of items of a type. */
export function gatheredList(item: PacketType): GatheredList {
  const type: GatheredList = { ...list(item), isGathered: true };
  return definePacketType(type) as GatheredList;
}
