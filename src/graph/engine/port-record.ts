import { ANY_TAG, type PortsShape } from '../port.ts';
import type { PortRecord } from './node-call.ts';

/**
 * The ports of one side of a node by tag: a port, `undefined` for an unconnected optional one, an array for a repeated
 * one.
 *
 * @param connected - tag of each port, in internal order.
 */
export function portRecord<P>(
  shape: PortsShape,
  connected: readonly { readonly tag: string }[],
  ports: readonly P[],
): PortRecord<P> {
  const record: Record<string, P | readonly P[] | undefined> = {};
  for (const [tag, spec] of Object.entries(shape)) {
    const isOwn = (other: string): boolean => (tag === ANY_TAG ? shape[other] === undefined : other === tag);
    const own = ports.filter((_, i) => isOwn(connected[i]?.tag ?? ''));
    record[tag] = spec.arity === 'repeated' ? own : own[0];
  }
  return record;
}
