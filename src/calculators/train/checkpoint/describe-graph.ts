import type { GraphPlan } from '../../../graph/index.ts';

/** What a checkpoint says of a node of its graph. */
export interface NodeDescription {
  readonly name: string;
  readonly calculator: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** `TAG:index:name` of streams and side packets. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly sidePackets: readonly string[];
}

/** What a checkpoint says of its graph, to be compared with the graph that resumes. */
export function describeGraph(plan: GraphPlan): readonly NodeDescription[] {
  return plan.nodes.map(node => {
    const entry = (port: { readonly tag: string; readonly index: number }, name: string): string =>
      `${port.tag}:${port.index}:${name}`;
    return {
      name: node.name,
      calculator: node.calculator.name,
      options: node.options,
      inputs: node.inputs.map(port => entry(port, plan.streams[port.stream]?.name ?? '')),
      outputs: node.outputs.map(port => entry(port, plan.streams[port.stream]?.name ?? '')),
      sidePackets: node.inputSidePackets.map(port => entry(port, plan.sidePackets[port.slot]?.name ?? '')),
    };
  });
}

/** What may change between runs: how long, and how checkpoints are kept. */
function mayChange(calculator: string, option: string): boolean {
  return calculator === 'CheckpointCalculator' || (calculator === 'EpochLoopCalculator' && option === 'epochs');
}

/** The differences between two graphs, a sentence each that names the node and the option; none if they are the same. */
export function graphDifferences(then: readonly NodeDescription[], now: readonly NodeDescription[]): readonly string[] {
  const found: string[] = [];
  const byName = new Map(then.map(node => [node.name, node]));
  for (const node of now) {
    const before = byName.get(node.name);
    byName.delete(node.name);
    if (before === undefined) found.push(`node "${node.name}" (${node.calculator}) is new`);
    else if (before.calculator !== node.calculator) {
      found.push(`node "${node.name}" was a ${before.calculator} and is a ${node.calculator}`);
    } else found.push(...nodeDifferences(before, node));
  }
  for (const node of byName.values()) found.push(`node "${node.name}" (${node.calculator}) is gone`);
  return found;
}

function nodeDifferences(then: NodeDescription, now: NodeDescription): readonly string[] {
  const found: string[] = [];
  for (const name of new Set([...Object.keys(then.options), ...Object.keys(now.options)])) {
    const [before, after] = [then.options[name], now.options[name]].map(value =>
      value === undefined ? 'not set' : JSON.stringify(value),
    );
    if (before === after || mayChange(now.calculator, name)) continue;
    found.push(`node "${now.name}": the option ${name} was ${before ?? ''} and is ${after ?? ''}`);
  }
  for (const side of ['inputs', 'outputs', 'sidePackets'] as const) {
    if (String(then[side]) !== String(now[side])) {
      found.push(`node "${now.name}": its ${side} were ${then[side].join(', ')} and are ${now[side].join(', ')}`);
    }
  }
  return found;
}
