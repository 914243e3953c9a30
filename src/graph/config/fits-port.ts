import { isCompatible, type PacketType } from '../packet-type.ts';

/**
 * Whether what is known of a stream may feed a port. Beside {@link isCompatible}: lists that a node gathers have no name of their
 * own, so that a type with another name and nothing to say of items may be meant, if it takes lists.
 */
export function fitsPort(type: PacketType, port: PacketType): boolean {
  return isCompatible(type, port) || ('isGathered' in type && port.items === undefined && port.is([]));
}
