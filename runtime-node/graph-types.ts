import { type GraphConfig, namedTypes, type Registry } from '../src/graph/index.ts';

/**
 * The node types of a graph that are no calculators: it takes other graphs to resolve them. With the path of the place
 * that names each.
 */
export function unresolvedTypes(config: GraphConfig, registry: Registry): ReadonlyMap<string, string> {
  return new Map([...namedTypes(config)].filter(([name]) => registry.get(name) === undefined));
}
