import { type GraphConfig, type Registry, toList } from '../src/graph/index.ts';

/** The node types of a graph that are no calculators: it takes other graphs to resolve them. */
export function unresolvedTypes(config: GraphConfig, registry: Registry): readonly string[] {
  const names = toList(config.node).map(node => node.calculator);
  return [...new Set(names)].filter(name => typeof name === 'string' && registry.get(name) === undefined);
}
