import type { Calculator } from '../calculator.ts';
import type { Registry } from '../registry.ts';
import { type DraftNode, MISSING_CALCULATOR } from './canonical.ts';
import type { Subgraph } from './expand-subgraphs.ts';
import type { IssueLog } from './issue-log.ts';
import { quoteText } from './plain-value.ts';
import { didYouMean } from './suggestion.ts';
import { SWITCH_CONTAINER } from './switch-container.ts';

/** The calculator a node names; `undefined`, and an issue, when there is none. */
export function findCalculator(
  node: DraftNode,
  registry: Registry,
  subgraphs: ReadonlyMap<string, Subgraph>,
  log: IssueLog,
): Calculator | undefined {
  const { calculator: name } = node.config;
  const found = registry.get(name) ?? (node.package === '' ? undefined : registry.get(`${node.package}.${name}`));
  if (found !== undefined || name === MISSING_CALCULATOR) return found;
  const names = [...registry.names(), ...subgraphs.keys(), SWITCH_CONTAINER];
  const withSuffix = `${name}Calculator`;
  const meant = names.includes(withSuffix) ? `Did you mean "${withSuffix}"?` : didYouMean(name, names);
  log.add({
    rule: 'unknown-calculator',
    status: 'NOT_FOUND',
    origin: { source: node.origin.source, path: `${node.origin.path}.calculator` },
    where: `node "${node.name}"`,
    message: `There is no calculator or graph ${quoteText(name)}.`,
    hint: meant ?? '"millrace list" shows all calculators; a graph is found by its "type" in the same folder.',
  });
  return undefined;
}
