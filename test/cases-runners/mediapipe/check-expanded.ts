import { type GraphConfig, toList } from '../../../src/graph/index.ts';
import { isRecord, matches, record } from './case-values.ts';
import { fail } from './check-final.ts';

/** Compares a graph after the expansion of its subgraphs with what a case expects. @throws Error at a difference. */
export function checkExpanded(actual: GraphConfig, expected: unknown): void {
  // MediaPipe writes its default executor into the graph: the engine's own matter.
  const { executor: _, ...wanted } = record(expected);
  const { executor: __, ...got } = record(actual);
  const [left, right] = [canonical(got), canonical(wanted)];
  if (!matches(left, right)) fail('expanded graph', left, right);
}

/** Lists as lists, sorted where their order means nothing, without what is empty. */
function canonical(graph: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const nodes = toList(graph['node']).map((node): unknown => {
    const { name, ...rest } = withoutEmpty(record(node));
    // A node that has no name in MediaPipe has that of its calculator here.
    return name === undefined || name === rest['calculator'] ? rest : { name, ...rest };
  });
  return { ...withoutEmpty(graph), node: nodes };
}

function withoutEmpty(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(given)
      .map(([field, value]) => [field, /_(stream|side_packet)$/.test(field) ? toList(value).map(String).sort() : value])
      .filter(([, value]) => !(Array.isArray(value) ? value.every(isEmpty) : isEmpty(value))),
  );
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || (isRecord(value) && Object.keys(value).length === 0);
