import type { GraphPlan, PlanNode, PlanStream } from '../../../src/graph/index.ts';
import type { Drawing, DrawnEdge, DrawnGroup, DrawnNode } from './drawing.ts';

/**
 * Boxes and arrows of a plan.
 *
 * @param options.flatten - without the boxes of subgraphs: nodes have their whole names then.
 */
export function drawPlan(plan: GraphPlan, { flatten = false }: { readonly flatten?: boolean } = {}): Drawing {
  const groups = new Map<string, DrawnGroup>();
  const groupOf = (node: PlanNode): DrawnGroup | undefined => {
    let parent: DrawnGroup | undefined;
    for (const { name, type, comment } of flatten ? [] : node.groups) {
      const known = groups.get(name);
      const inside = parent === undefined ? {} : { parent: parent.id };
      const group = known ?? { id: `g${groups.size}`, label: shortName(name, parent), name, type, comment, ...inside };
      groups.set(name, group);
      parent = group;
    }
    return parent;
  };
  const border = (kind: 'input' | 'output' | 'side', id: string, name: string): DrawnNode => {
    return { id, kind, label: name, name, comment: '' };
  };
  const nodes: readonly DrawnNode[] = [
    ...plan.inputs.map((port, i) => border('input', `in${i}`, port.name)),
    ...plan.inputSidePackets.map((port, i) => border('side', `side${i}`, port.name)),
    ...plan.nodes.map((node): DrawnNode => {
      const group = groupOf(node);
      const role = node.inputs.length === 0 ? 'source' : node.outputs.length === 0 ? 'sink' : undefined;
      return {
        id: `n${node.index}`,
        kind: 'node',
        label: shortName(node.name, group),
        name: node.name,
        calculator: node.calculator.name,
        ...(role === undefined ? {} : { role }),
        ...(group === undefined ? {} : { parent: group.id }),
        comment: node.comment,
      };
    }),
    ...plan.outputs.map((port, i) => border('output', `out${i}`, port.name)),
  ];
  return {
    type: plan.type,
    comment: plan.comment,
    groups: [...groups.values()],
    nodes,
    edges: edgesOf(plan, nameInside(nodes, groups)),
  };
}

/** Inside a subgraph names begin with that of its node, in lower case, and `__`. */
function shortName(name: string, group: DrawnGroup | undefined): string {
  if (group === undefined) return name;
  const prefix = `${group.name.toLowerCase()}__`;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/** How a stream is called where it runs: without the names of the groups that hold both its ends. */
function nameInside(
  nodes: readonly DrawnNode[],
  groups: ReadonlyMap<string, DrawnGroup>,
): (name: string, from: string, to: string) => string {
  const byId = new Map([...groups.values()].map(group => [group.id, group]));
  const around = new Map(nodes.map(node => [node.id, node.parent]));
  const chain = (id: string): readonly DrawnGroup[] => {
    const found: DrawnGroup[] = [];
    for (let one = byId.get(around.get(id) ?? ''); one !== undefined; one = byId.get(one.parent ?? '')) found.push(one);
    return found;
  };
  return (name, from, to) => {
    const other = chain(to);
    const short = chain(from).flatMap(group => (other.includes(group) ? shortName(name, group) : []));
    return short.find(one => one !== name) ?? name;
  };
}

function edgesOf(plan: GraphPlan, shown: (name: string, from: string, to: string) => string): readonly DrawnEdge[] {
  const edges: DrawnEdge[] = [];
  const add = (edge: Omit<DrawnEdge, 'label'>): void => {
    edges.push({ ...edge, label: shown(edge.name, edge.from, edge.to) });
  };
  const from = (stream: PlanStream): { readonly from: string; readonly fromTag: string } => {
    const { producer } = stream;
    if (!('node' in producer)) return { from: `in${producer.graphInput}`, fromTag: '' };
    return { from: `n${producer.node}`, fromTag: plan.nodes[producer.node]?.outputs[producer.output]?.tag ?? '' };
  };
  for (const node of plan.nodes) {
    const to = `n${node.index}`;
    for (const { stream: slot, tag: toTag, backEdge } of node.inputs) {
      const stream = plan.streams[slot];
      if (stream === undefined) continue;
      const { name, type } = stream;
      add({ ...from(stream), to, kind: backEdge ? 'back' : 'stream', name, type: type.name, toTag });
    }
    for (const { slot, tag: toTag } of node.inputSidePackets) {
      const packet = plan.sidePackets[slot];
      if (packet === undefined) continue;
      const given = plan.inputSidePackets.findIndex(port => port.slot === slot);
      if (packet.producer < 0 && given < 0) continue;
      const fromTag = plan.nodes[packet.producer]?.outputSidePackets.find(port => port.slot === slot)?.tag ?? '';
      const maker = packet.producer >= 0 ? `n${packet.producer}` : `side${given}`;
      add({ from: maker, to, kind: 'side', name: packet.name, type: packet.type.name, fromTag, toTag });
    }
  }
  for (const [i, port] of plan.outputs.entries()) {
    const stream = plan.streams[port.slot];
    if (stream === undefined) continue;
    const { name, type } = stream;
    add({ ...from(stream), to: `out${i}`, kind: 'stream', name, type: type.name, toTag: '' });
  }
  return edges;
}
