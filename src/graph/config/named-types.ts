import { joinPath } from './config-path.ts';
import type { GraphConfig } from './graph-config.ts';
import { isRecord } from './plain-value.ts';
import { SWITCH_CONTAINER } from './switch-container.ts';

/**
 * The calculators and graphs that the nodes of a graph name, in order, those inside a SwitchContainer included; each with
 * the path of the place that names it first. The graph need not have been checked.
 */
export function namedTypes(config: GraphConfig): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  addNodes(config.node, 'node', found);
  return found;
}

function addNodes(nodes: unknown, path: string, found: Map<string, string>): void {
  for (const [i, node] of (Array.isArray(nodes) ? nodes : [nodes]).entries()) {
    if (!isRecord(node)) continue;
    const place = Array.isArray(nodes) ? joinPath(path, i) : path;
    const type = node['calculator'];
    if (typeof type === 'string' && !found.has(type)) found.set(type, joinPath(place, 'calculator'));
    if (type !== SWITCH_CONTAINER) continue;
    for (const field of ['options', 'node_options']) addContained(node[field], joinPath(place, field), found);
  }
}

/** Options have several forms: as they are, or under the name of an extension. */
function addContained(options: unknown, path: string, found: Map<string, string>): void {
  if (Array.isArray(options)) {
    for (const [i, one] of options.entries()) addContained(one, joinPath(path, i), found);
  } else if (isRecord(options)) {
    for (const [name, value] of Object.entries(options)) {
      const place = joinPath(path, name);
      if (name === 'contained_node') addNodes(value, place, found);
      else addContained(value, place, found);
    }
  }
}
