import { isCompatible, type PacketType } from '../packet-type.ts';
import { isNarrower } from './is-narrower.ts';

/** The narrower of two types, or the first if they only have values in common; `undefined` where they have none. */
export function narrowerType(a: PacketType, b: PacketType): PacketType | undefined {
  return isNarrower(a, b) ? a : isNarrower(b, a) ? b : isCompatible(a, b) || isCompatible(b, a) ? a : undefined;
}
