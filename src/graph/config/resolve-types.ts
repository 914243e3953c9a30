import { any, definePacketType, isCompatible, isOpen, type PacketType } from '../packet-type.ts';
import { ANY_TAG, type PortsShape, portOf } from '../port.ts';
import type { Entry } from './canonical.ts';
import type { IssueLog } from './issue-log.ts';
import { formatTagIndex } from './port-entry.ts';
import type { ResolvedNode, Wire } from './wiring.ts';

/** The type of each stream and side packet, by name. `any` where nothing more precise is known. */
export interface ResolvedTypes {
  readonly streams: ReadonlyMap<string, PacketType>;
  readonly sidePackets: ReadonlyMap<string, PacketType>;
}

/** Takes types along connections: `any` and `sameAs` take that of the other side. Reports those that do not fit. */
export function resolveTypes(
  nodes: readonly ResolvedNode[],
  order: readonly number[],
  wires: { readonly streams: ReadonlyMap<string, Wire>; readonly sidePackets: ReadonlyMap<string, Wire> },
  log: IssueLog,
): ResolvedTypes {
  const streams = spread(nodes, order, wires.streams, STREAMS);
  const sidePackets = spread(nodes, order, wires.sidePackets, SIDE_PACKETS);
  for (const node of nodes) {
    checkInputs(node, node.draft.ports.input_stream, node.calculator.inputs, streams, wires.streams, nodes, log);
    checkInputs(
      node,
      node.draft.ports.input_side_packet,
      node.calculator.sidePackets,
      sidePackets,
      wires.sidePackets,
      nodes,
      log,
    );
  }
  return { streams: keepItems(streams, nodes, wires.streams), sidePackets };
}

/** What an output of open type says of items holds whatever its readers name the stream: they do not know who owns them. */
function keepItems(
  types: ReadonlyMap<string, PacketType>,
  nodes: readonly ResolvedNode[],
  wires: ReadonlyMap<string, Wire>,
): ReadonlyMap<string, PacketType> {
  const kept = new Map(types);
  for (const { name, node, output } of wires.values()) {
    const producer = nodes[node];
    const tag = producer?.draft.ports.output_stream[output]?.tag;
    const declared =
      producer === undefined || tag === undefined ? any : (portOf(producer.calculator.outputs, tag)?.type ?? any);
    if (declared.items === undefined || !isOpen(declared)) continue;
    kept.set(name, holdingItems(types.get(name) ?? any, declared));
  }
  return kept;
}

/** The type that the readers know, held as the producer declares it. */
function holdingItems(known: PacketType, declared: PacketType): PacketType {
  if (isOpen(known)) return declared;
  if (known.items !== undefined) return known;
  // A value none of whose items is counted is given back as the readers' type says.
  if (known.release !== undefined) return definePacketType({ ...known, items: known });
  return definePacketType({ ...declared, ...known });
}

/** The tag whose type a port takes; `sameAs('*')` names the port's own tag on the other side. */
function sourceTag(type: PacketType | undefined, port: { readonly tag: string }): string | undefined {
  return type?.sameAs === ANY_TAG ? port.tag : type?.sameAs;
}

interface Side {
  readonly inputs: (node: ResolvedNode) => readonly Entry[];
  readonly outputs: (node: ResolvedNode) => readonly Entry[];
  readonly inputShape: (node: ResolvedNode) => PortsShape;
  readonly outputShape: (node: ResolvedNode) => PortsShape;
}

const STREAMS: Side = {
  inputs: node => node.draft.ports.input_stream,
  outputs: node => node.draft.ports.output_stream,
  inputShape: node => node.calculator.inputs,
  outputShape: node => node.calculator.outputs,
};

const SIDE_PACKETS: Side = {
  inputs: node => node.draft.ports.input_side_packet,
  outputs: node => node.draft.ports.output_side_packet,
  inputShape: node => node.calculator.sidePackets,
  outputShape: node => node.calculator.outputSidePackets,
};

function spread(
  nodes: readonly ResolvedNode[],
  order: readonly number[],
  wires: ReadonlyMap<string, Wire>,
  side: Side,
): ReadonlyMap<string, PacketType> {
  const types = new Map<string, PacketType>();
  // What a name is known to be only grows more precise, so two rounds in each direction reach every node of a chain.
  const learn = (name: string, type: PacketType): void => {
    const known = types.get(name);
    if (known === undefined || isOpen(known)) types.set(name, isOpen(type) ? any : type);
  };
  // A node may have ten thousand ports: what has a tag and index is looked up.
  const twinsOf = new Map<ResolvedNode, ReadonlyMap<string, Entry>>();
  const twins = (node: ResolvedNode): ReadonlyMap<string, Entry> => {
    const known = twinsOf.get(node);
    if (known !== undefined) return known;
    const entries = [...side.outputs(node), ...side.inputs(node)];
    // Of an input and an output with one place the input, which comes last, stays.
    const places = new Map(entries.map(entry => [formatTagIndex(entry.tag, entry.index), entry]));
    twinsOf.set(node, places);
    return places;
  };
  const concrete = (node: ResolvedNode, type: PacketType, { tag, index }: Entry): PacketType => {
    const source = sourceTag(type, { tag });
    if (source === undefined) return type;
    const twin = twins(node).get(formatTagIndex(source, index)) ?? twins(node).get(formatTagIndex(source, 0));
    const known = twin === undefined ? undefined : types.get(twin.name);
    if (known !== undefined && !isOpen(known)) return known;
    const declared = portOf({ ...side.outputShape(node), ...side.inputShape(node) }, source)?.type ?? any;
    return isOpen(declared) ? any : declared;
  };
  const visit = (node: ResolvedNode): void => {
    for (const entry of side.outputs(node)) {
      learn(entry.name, concrete(node, portOf(side.outputShape(node), entry.tag)?.type ?? any, entry));
    }
    const sameAsInput = new Map<string, Entry>();
    for (const output of side.outputs(node)) {
      const source = sourceTag(portOf(side.outputShape(node), output.tag)?.type, output);
      if (source !== undefined) sameAsInput.set(formatTagIndex(source, output.index), output);
    }
    for (const entry of side.inputs(node)) {
      const type = portOf(side.inputShape(node), entry.tag)?.type ?? any;
      // What a producer declares stands; consumers speak for streams that nobody else types.
      if (wires.get(entry.name)?.node === -1 || !wires.has(entry.name)) learn(entry.name, concrete(node, type, entry));
      // An output that is the same as this input tells the type of the input too.
      const output = sameAsInput.get(formatTagIndex(entry.tag, entry.index));
      if (output !== undefined) learn(entry.name, types.get(output.name) ?? any);
    }
  };
  const consumers = (node: ResolvedNode): void => {
    for (const entry of side.inputs(node)) learn(entry.name, portOf(side.inputShape(node), entry.tag)?.type ?? any);
  };
  const forward = order.flatMap(i => nodes[i] ?? []);
  const backward = [...forward].reverse();
  for (const round of [forward, forward, backward]) for (const node of round) visit(node);
  for (const node of forward) consumers(node);
  for (const round of [backward, forward]) for (const node of round) visit(node);
  return types;
}

function checkInputs(
  node: ResolvedNode,
  entries: readonly Entry[],
  shape: PortsShape,
  types: ReadonlyMap<string, PacketType>,
  wires: ReadonlyMap<string, Wire>,
  nodes: readonly ResolvedNode[],
  log: IssueLog,
): void {
  for (const entry of entries) {
    const wanted = portOf(shape, entry.tag)?.type ?? any;
    const given = types.get(entry.name) ?? any;
    if (wanted.sameAs !== undefined || isCompatible(given, wanted)) continue;
    const wire = wires.get(entry.name);
    const producer = wire === undefined ? undefined : nodes[wire.node];
    const from = producer === undefined ? 'the graph' : `node "${producer.draft.name}"`;
    log.add({
      rule: 'type-mismatch',
      status: 'UNKNOWN',
      origin: entry.origin,
      where: `node "${node.draft.name}"`,
      message: `"${entry.name}" carries ${given.name} (from ${from}); the input ${formatTagIndex(entry.tag, entry.index)} takes ${wanted.name}.`,
      hint: 'Connect another stream, or put a converting node between.',
    });
  }
}
