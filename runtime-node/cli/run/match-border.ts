import type { PlanGraphPort } from '../../../src/graph/index.ts';
import { didYouMean } from '../../did-you-mean.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Finds the graph's stream or side packet for each name of the command line: by its name, by its tag when no name
 * fits and the tag is there once, or by `TAG:index`.
 *
 * @throws UsageError for a name that fits none (with the nearest), and for two that mean the same.
 */
export function matchBorder(
  option: string,
  kind: string,
  ports: readonly PlanGraphPort[],
  values: ReadonlyMap<string, string>,
): ReadonlyMap<PlanGraphPort, string> {
  const found = new Map<PlanGraphPort, string>();
  for (const [name, value] of values) {
    const tagged = ports.filter(port => port.tag === name || (port.tag !== '' && `${port.tag}:${port.index}` === name));
    const port = ports.find(one => one.name === name) ?? (tagged.length === 1 ? tagged[0] : undefined);
    if (port === undefined) {
      const names = ports.map(one => one.name);
      const known = names.length === 0 ? `The graph has no ${kind}s.` : `Its ${kind}s: ${names.join(', ')}.`;
      throw new UsageError(`${option} ${name}: the graph has no ${kind} "${name}".${didYouMean(name, names)} ${known}`);
    }
    if (found.has(port))
      throw new UsageError(`${option} ${name}: ${kind} "${port.name}" is given twice. Give it once.`);
    found.set(port, value);
  }
  return found;
}
