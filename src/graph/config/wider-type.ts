import { definePacketType, isCompatible, oneOf, type PacketType } from '../packet-type.ts';
import { isNarrower } from './is-narrower.ts';

/** The type of what is of one of two types that can meet at a port; `undefined` for types that have nothing in common. */
export function widerType(a: PacketType, b: PacketType): PacketType | undefined {
  if (a === b) return a;
  if (isNarrower(a, b)) return ofMany(b);
  if (isNarrower(b, a)) return ofMany(a);
  if (!isCompatible(a, b) && !isCompatible(b, a)) return undefined;
  const alternatives = [...(a.alternatives ?? [a]), ...(b.alternatives ?? [b])];
  return oneOf(...new Map(alternatives.map(one => [one.name, one])).values());
}

/** A constant beside another value is not the only one. */
const ofMany = (type: PacketType): PacketType =>
  type.constant === undefined ? type : definePacketType({ ...type, constant: undefined });
