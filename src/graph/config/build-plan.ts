import { any, isOpen } from '../packet-type.ts';
import { type PortSpec, portOf } from '../port.ts';
import type { TimestampPolicy } from '../timestamp-policy.ts';
import { type Entries, expandedConfig } from './canonical.ts';
import type { GraphConfig } from './graph-config.ts';
import type {
  GraphPlan,
  PlanExecutor,
  PlanGraphPort,
  PlanInputPolicy,
  PlanNode,
  PlanSidePacket,
  PlanSidePort,
  PlanStream,
} from './graph-plan.ts';
import { isNarrower } from './is-narrower.ts';
import { commentOf, placeOf } from './issue-log.ts';
import type { ResolvedTypes } from './resolve-types.ts';
import type { Dependencies } from './sort-nodes.ts';
import { upstreamOf } from './upstream.ts';
import type { ResolvedNode } from './wiring.ts';

/** A graph that has passed every check. */
export interface CheckedGraph extends Dependencies {
  readonly config: GraphConfig;
  readonly comment: string;
  readonly border: Entries;
  readonly nodes: readonly ResolvedNode[];
  readonly order: readonly number[];
  readonly types: ResolvedTypes;
  readonly policies: readonly PlanInputPolicy[];
  readonly executors: readonly PlanExecutor[];
  readonly timestampPolicies: ReadonlyMap<string, TimestampPolicy>;
}

const DEFAULT_QUEUE = 100;

/** Resolves every name to a slot. */
export function buildPlan(graph: CheckedGraph): Omit<GraphPlan, 'warnings'> {
  const { config, border, types } = graph;
  const streamSlots = new Map([...graph.streams.keys()].map((name, slot) => [name, slot]));
  const sideNames = new Set([
    ...border.input_side_packet.map(entry => entry.name),
    ...graph.nodes.flatMap(({ draft }) => draft.ports.output_side_packet.map(entry => entry.name)),
    ...graph.nodes.flatMap(({ draft }) => draft.ports.input_side_packet.map(entry => entry.name)),
  ]);
  const sideSlots = new Map([...sideNames].map((name, slot) => [name, slot]));
  const place = new Map(graph.order.map((configIndex, index) => [configIndex, index]));
  const nodes = graph.order.map((configIndex, index) => planNode(graph, configIndex, index, streamSlots, sideSlots));
  const port =
    (slots: ReadonlyMap<string, number>) =>
    ({ tag, index, name }: PlanGraphPort | Entries['input_stream'][number]): PlanGraphPort => ({
      tag,
      index,
      name,
      slot: slots.get(name) ?? -1,
    });
  const consumers = [...graph.streams].map((): PlanConsumer[] => []);
  for (const node of nodes) {
    for (const [i, input] of node.inputs.entries()) consumers[input.stream]?.push({ node: node.index, input: i });
  }
  const upstream = upstreamOf(graph.nodes, graph.streams);
  const placesOf = placed(place);
  const streams = [...graph.streams.values()].map((wire, slot): PlanStream => {
    const { sources, inputs } = upstream(wire);
    return {
      name: wire.name,
      type: types.streams.get(wire.name) ?? any,
      producer: wire.node < 0 ? { graphInput: wire.output } : { node: place.get(wire.node) ?? -1, output: wire.output },
      consumers: consumers[slot] ?? [],
      upstreamSources: placesOf(sources),
      upstreamInputs: inputs,
    };
  });
  const required = new Set(
    nodes.flatMap(node => node.inputSidePackets.filter(side => !side.optional).map(side => side.slot)),
  );
  const sidePackets = [...sideNames].map((name, slot): PlanSidePacket => {
    const producer = graph.sidePackets.get(name)?.node ?? -1;
    return {
      name,
      type: types.sidePackets.get(name) ?? any,
      producer: producer < 0 ? -1 : (place.get(producer) ?? -1),
      required: required.has(slot),
    };
  });
  const hints = graph.nodes.map(({ draft }) => draft.config.buffer_size_hint ?? 0);
  const size = config.max_queue_size ?? 0;
  return {
    type: config.type ?? '',
    comment: graph.comment,
    config: expandedConfig(
      graph.config,
      graph.border,
      graph.nodes.map(({ draft }) => draft),
    ),
    nodes,
    streams,
    sidePackets,
    inputs: border.input_stream.map(entry => {
      const timestampPolicy = graph.timestampPolicies.get(entry.name);
      return { ...port(streamSlots)(entry), ...(timestampPolicy === undefined ? {} : { timestampPolicy }) };
    }),
    outputs: border.output_stream.map(port(streamSlots)),
    inputSidePackets: border.input_side_packet.map(port(sideSlots)),
    outputSidePackets: border.output_side_packet.map(port(sideSlots)),
    executors: graph.executors,
    maxQueueSize: size === -1 ? Number.POSITIVE_INFINITY : Math.max(size === 0 ? DEFAULT_QUEUE : size, ...hints),
    reportDeadlock: config.report_deadlock === true,
  };
}

function planNode(
  { nodes, types, policies, backEdges }: CheckedGraph,
  configIndex: number,
  index: number,
  streamSlots: ReadonlyMap<string, number>,
  sideSlots: ReadonlyMap<string, number>,
): PlanNode {
  const node = nodes[configIndex];
  if (node === undefined) throw new RangeError(`plan: node ${configIndex} is missing.`);
  const { draft, calculator, options } = node;
  const side =
    (isInput: boolean) =>
    ({ tag, index: at, name }: Entries['input_side_packet'][number]): PlanSidePort => ({
      tag,
      index: at,
      slot: sideSlots.get(name) ?? -1,
      type: types.sidePackets.get(name) ?? any,
      optional: isInput && mayBeMissing(portOf(calculator.sidePackets, tag)),
    });
  const declared = (shape: typeof calculator.inputs, tag: string, name: string) => {
    const type = portOf(shape, tag)?.type ?? any;
    const carried = types.streams.get(name) ?? any;
    return isOpen(type) || isNarrower(carried, type) ? carried : type;
  };
  return {
    index,
    configIndex,
    name: draft.name,
    calculator,
    options,
    inputs: draft.ports.input_stream.map(({ tag, index: at, name }, i) => ({
      tag,
      index: at,
      stream: streamSlots.get(name) ?? -1,
      backEdge: backEdges[configIndex]?.has(i) === true,
      type: declared(calculator.inputs, tag, name),
    })),
    outputs: draft.ports.output_stream.map(({ tag, index: at, name }) => ({
      tag,
      index: at,
      stream: streamSlots.get(name) ?? -1,
      type: declared(calculator.outputs, tag, name),
    })),
    inputSidePackets: draft.ports.input_side_packet.map(side(true)),
    outputSidePackets: draft.ports.output_side_packet.map(side(false)),
    inputPolicy: policies[configIndex] ?? { name: 'DefaultInputStreamHandler', options: {} },
    maxInFlight: Math.max(1, draft.config.max_in_flight ?? 1),
    sourceLayer: draft.config.source_layer ?? 0,
    executor: draft.config.executor ?? '',
    position: placeOf(draft.origin),
    groups: draft.groups,
    comment: commentOf(draft.origin),
  };
}

type PlanConsumer = PlanStream['consumers'][number];

/** Lists of nodes by their places in the plan; a list that many streams share stays one. */
function placed(place: ReadonlyMap<number, number>): (indexes: readonly number[]) => readonly number[] {
  const known = new Map<readonly number[], readonly number[]>();
  return indexes => {
    const before = known.get(indexes);
    if (before !== undefined) return before;
    const places = indexes.map(one => place.get(one) ?? -1);
    known.set(indexes, places);
    return places;
  };
}

function mayBeMissing(port: PortSpec | undefined): boolean {
  return port?.arity === 'optional' && port.mustBeGiven !== true;
}
