import type { PortPlace } from '../../calculator-context.ts';
import { ANY_TAG, type PortsShape } from '../../port.ts';

/** The ports of one side of a node in the order of `connected`: what `portRecord` has put by tag, in a row again. */
export function flatPorts(
  shape: PortsShape,
  connected: readonly PortPlace[],
  record: Readonly<Record<string, unknown>>,
): readonly unknown[] {
  const next = new Map<string, number>();
  return connected.map(({ tag }) => {
    const key = shape[tag] === undefined ? ANY_TAG : tag;
    const entry = record[key];
    if (shape[key]?.arity !== 'repeated') return entry;
    const at = next.get(key) ?? 0;
    next.set(key, at + 1);
    return (entry as readonly unknown[] | undefined)?.[at];
  });
}
