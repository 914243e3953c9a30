import { any, anyHoldingItems, definePacketType, isOpen, type PacketType } from '../packet-type.ts';

/**
 * The type of a stream whose producer does not say what it sends: lists hold those of their items that are counted, whatever
 * the readers name them, for readers do not know who owns the items.
 */
export function holdingItems(type: PacketType | undefined): PacketType {
  if (type === undefined || isOpen(type)) return anyHoldingItems;
  // A type that knows its items says itself whether they are held; one that takes no list has none.
  if (type.items !== undefined || !type.is([])) return type;
  // A value none of whose items is counted is given back as the readers' type says.
  if (type.release !== undefined) return definePacketType({ ...type, items: type });
  return definePacketType({ ...type, items: any, release: _value => undefined });
}
