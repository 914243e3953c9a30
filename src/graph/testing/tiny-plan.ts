import type { Calculator } from '../calculator.ts';
import type { GraphPlan, PlanGraphPort, PlanNode, PlanSidePacket, PlanStream } from '../config/graph-plan.ts';
import { any, type PacketType } from '../packet-type.ts';

/** One node of {@link tinyPlan}. Entries are `name`, `TAG:name` or `TAG:index:name`. */
export interface TinyNode {
  readonly calculator: Calculator;
  readonly name?: string;
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  readonly sidePackets?: readonly string[];
  readonly outputSidePackets?: readonly string[];
  readonly backEdges?: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly policy?: string;
  readonly policyOptions?: Readonly<Record<string, unknown>>;
  readonly maxInFlight?: number;
  readonly sourceLayer?: number;
}

/** A whole plan in one object, nodes in topological order. */
export interface TinyGraph {
  readonly inputs?: readonly string[];
  readonly sidePackets?: readonly string[];
  readonly nodes: readonly TinyNode[];
  readonly maxQueueSize?: number;
  readonly reportDeadlock?: boolean;
}

interface Port {
  readonly tag: string;
  readonly index: number;
  readonly name: string;
}

/**
 * Makes a plan by hand, without the loader and its checks: for tests of the engine alone. Nodes must be given in
 * topological order; ports take the types of the contracts as they are.
 */
export function tinyPlan(graph: TinyGraph): GraphPlan {
  const graphInputs = (graph.inputs ?? []).map(parseNames);
  const streamNames = [...graphInputs.flat(), ...graph.nodes.flatMap(node => parsePorts(node.outputs ?? []))].map(
    port => port.name,
  );
  const sideNames = [
    ...(graph.sidePackets ?? []),
    ...graph.nodes.flatMap(node => parsePorts(node.outputSidePackets ?? []).map(port => port.name)),
  ];
  const nodes = graph.nodes.map((node, index): PlanNode => {
    const { calculator } = node;
    return {
      index,
      configIndex: index,
      name: node.name ?? `${calculator.name}_${index}`,
      calculator,
      options: node.options ?? {},
      inputs: parsePorts(node.inputs ?? []).map(port => ({
        ...port,
        stream: streamNames.indexOf(port.name),
        backEdge: node.backEdges?.includes(port.name) === true,
        type: calculator.inputs[port.tag]?.type ?? any,
      })),
      outputs: parsePorts(node.outputs ?? []).map(port => ({
        ...port,
        stream: streamNames.indexOf(port.name),
        type: calculator.outputs[port.tag]?.type ?? any,
      })),
      inputSidePackets: parsePorts(node.sidePackets ?? []).map(port => ({
        ...port,
        slot: sideNames.indexOf(port.name),
        type: calculator.sidePackets[port.tag]?.type ?? any,
        optional: calculator.sidePackets[port.tag]?.arity === 'optional',
      })),
      outputSidePackets: parsePorts(node.outputSidePackets ?? []).map(port => ({
        ...port,
        slot: sideNames.indexOf(port.name),
        type: calculator.outputSidePackets[port.tag]?.type ?? any,
        optional: false,
      })),
      inputPolicy: {
        name: node.policy ?? fixedPolicy(calculator),
        options: node.policyOptions ?? {},
      },
      maxInFlight: node.maxInFlight ?? 1,
      sourceLayer: node.sourceLayer ?? 0,
      executor: '',
      position: undefined,
      groups: [],
      comment: '',
    };
  });
  const consumers: { readonly node: number; readonly input: number }[][] = streamNames.map(() => []);
  for (const node of nodes) {
    for (const [i, input] of node.inputs.entries()) consumers[input.stream]?.push({ node: node.index, input: i });
  }
  const producers: (PlanNode | undefined)[] = streamNames.map(() => undefined);
  for (const node of nodes) for (const output of node.outputs) producers[output.stream] = node;
  const streams = streamNames.map((name, slot): PlanStream => {
    const node = producers[slot]?.index ?? -1;
    const output = nodes[node]?.outputs.findIndex(one => one.stream === slot) ?? -1;
    const upstream = upstreamOf(producers, slot);
    const consumed = (consumers[slot] ?? []).map(one => nodes[one.node]?.inputs[one.input]?.type ?? any);
    const type: PacketType =
      nodes[node]?.outputs[output]?.type ?? consumed.find(one => one.follows === undefined) ?? any;
    return {
      name,
      type: type.follows === undefined ? type : any,
      producer: node < 0 ? { graphInput: slot } : { node, output },
      consumers: consumers[slot] ?? [],
      upstreamSources: [...upstream].filter(one => one >= 0),
      upstreamInputs: [...upstream].filter(one => one < 0).map(one => -1 - one),
    };
  });
  const sidePackets = sideNames.map((name, slot): PlanSidePacket => {
    const readers = nodes.flatMap(node => node.inputSidePackets.filter(port => port.slot === slot));
    return {
      name,
      type: readers[0]?.type ?? any,
      producer: nodes.findIndex(node => node.outputSidePackets.some(port => port.slot === slot)),
      required: readers.some(port => !port.optional),
    };
  });
  const inputs = graphInputs.flat().map((port, slot): PlanGraphPort => ({ ...port, slot }));
  return {
    type: '',
    comment: '',
    config: {},
    nodes,
    streams,
    sidePackets,
    inputs,
    outputs: [],
    inputSidePackets: (graph.sidePackets ?? []).map((name, slot) => ({ tag: '', index: slot, name, slot })),
    outputSidePackets: [],
    executors: [],
    maxQueueSize: graph.maxQueueSize ?? 100,
    reportDeadlock: graph.reportDeadlock ?? false,
    warnings: [],
  };
}

const fixedPolicy = ({ inputPolicy }: Calculator): string =>
  typeof inputPolicy === 'string' ? inputPolicy : 'DefaultInputStreamHandler';

/** Sources by index and graph inputs as `-1 - slot` that feed a stream; back edges are followed too. */
function upstreamOf(producers: readonly (PlanNode | undefined)[], slot: number): Set<number> {
  const found = new Set<number>();
  const seen = new Set([slot]);
  for (const stream of seen) {
    const producer = producers[stream];
    if (producer === undefined) found.add(-1 - stream);
    else if (producer.inputs.length === 0) found.add(producer.index);
    else for (const input of producer.inputs) seen.add(input.stream);
  }
  return found;
}

function parseNames(entry: string): readonly Port[] {
  return parsePorts([entry]);
}

/** Ports in internal order: tags sorted, the untagged first, then by index. */
function parsePorts(entries: readonly string[]): readonly Port[] {
  let untagged = 0;
  const ports = entries.map((entry): Port => {
    const [first = '', second, third] = entry.split(':');
    if (second === undefined) return { tag: '', index: untagged++, name: first };
    if (third === undefined) return { tag: first, index: 0, name: second };
    return { tag: first, index: Number(second), name: third };
  });
  return ports.sort((a, b) => (a.tag === b.tag ? a.index - b.index : a.tag < b.tag ? -1 : 1));
}
