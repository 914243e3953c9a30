import { any, type PacketType } from '../packet-type.ts';

/** Whether every value of a type is one of another. A type is narrower than itself and than `any`. */
export function isNarrower(type: PacketType, than: PacketType): boolean {
  if (type.name === than.name || than.name === any.name) return true;
  if (type.alternatives !== undefined) return type.alternatives.every(one => isNarrower(one, than));
  if (than.alternatives !== undefined) return than.alternatives.some(one => isNarrower(type, one));
  if (type.items !== undefined && than.items !== undefined && isNarrower(type.items, than.items)) return true;
  return type.extends !== undefined && isNarrower(type.extends, than);
}
