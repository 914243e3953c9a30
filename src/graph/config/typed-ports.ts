import type { ContractPort } from '../calculator.ts';
import { any, type FollowedPort, type PacketType } from '../packet-type.ts';
import { ANY_TAG, portOf } from '../port.ts';
import type { Entry } from './canonical.ts';
import { contractView } from './check-contract.ts';
import { contractSides } from './contract-sides.ts';
import type { ResolvedNode, Wire } from './wiring.ts';

/** A type, and the port that says so: the output that sends such values, or an input that takes them. */
export interface KnownType {
  readonly type: PacketType;
  readonly origin: TypedPort;
}

/** A stream or side packet while its type is looked for. */
export interface Carrier {
  readonly name: string;
  known: KnownType | undefined;
  /** Whether what is known comes from producers: then it stands. */
  isGiven: boolean;
  /** How often what is known has changed. */
  changes: number;
  producer: TypedPort | undefined;
  readonly readers: TypedPort[];
  /** The links at its ports. */
  readonly links: TypeLink[];
}

/** A connected port and what its calculator says of it. */
export interface TypedPort {
  readonly node: ResolvedNode;
  readonly side: ContractPort['side'];
  /** What such a port is called, as `input side packet`. */
  readonly noun: string;
  readonly entry: Entry;
  readonly declared: PacketType;
  readonly carrier: Carrier;
}

/** Ports of a node of which one has a type that follows from those of the others. */
export interface TypeLink {
  readonly as: FollowedPort['as'];
  readonly inputs: readonly TypedPort[];
  readonly outputs: readonly TypedPort[];
}

export const isInput = ({ side }: TypedPort): boolean => side === 'inputs' || side === 'sidePackets';
export const isStream = ({ side }: TypedPort): boolean => side === 'inputs' || side === 'outputs';

/** What there is to type in a graph. */
export interface TypedGraph {
  readonly streams: Map<string, Carrier>;
  readonly sidePackets: Map<string, Carrier>;
  /** In the order of the file. */
  readonly ports: TypedPort[];
  readonly links: TypeLink[];
}

/** Reads the ports of all nodes, which streams they share, and how their types depend on each other. */
export function typedPorts(
  nodes: readonly ResolvedNode[],
  wires: { readonly streams: ReadonlyMap<string, Wire>; readonly sidePackets: ReadonlyMap<string, Wire> },
): TypedGraph {
  const graph: TypedGraph = { streams: new Map(), sidePackets: new Map(), ports: [], links: [] };
  for (const [index, node] of nodes.entries()) {
    const { calculator, draft } = node;
    const view = node.isSound && calculator.portType !== undefined ? contractView(draft, node.options) : undefined;
    const first = graph.ports.length;
    for (const { side, field, noun } of contractSides) {
      for (const [place, entry] of draft.ports[field].entries()) {
        const { tag, index: at, name } = entry;
        const special = view && calculator.portType?.({ side, tag, index: at }, view);
        const declared = special ?? portOf(calculator[side], tag)?.type ?? any;
        const kind = side === 'inputs' || side === 'outputs' ? 'streams' : 'sidePackets';
        const carrier = carrierOf(graph[kind], name);
        const port: TypedPort = { node, side, noun, entry, declared, carrier };
        graph.ports.push(port);
        const wire = wires[kind].get(name);
        if (isInput(port)) carrier.readers.push(port);
        else if (wire?.node === index && wire.output === place) carrier.producer = port;
      }
    }
    for (const link of linksOf(graph.ports.slice(first))) {
      graph.links.push(link);
      for (const { carrier } of [...link.inputs, ...link.outputs]) carrier.links.push(link);
    }
  }
  return graph;
}

function carrierOf(carriers: Map<string, Carrier>, name: string): Carrier {
  const known = carriers.get(name);
  if (known !== undefined) return known;
  const nothing = { known: undefined, isGiven: false, changes: 0, producer: undefined };
  const made: Carrier = { name, ...nothing, readers: [], links: [] };
  carriers.set(name, made);
  return made;
}

/** Where the port that a type follows is looked for: among what is of its kind first. */
const FOR_STREAMS = ['inputs', 'outputs', 'sidePackets', 'outputSidePackets'] as const;
const FOR_SIDE_PACKETS = ['sidePackets', 'outputSidePackets', 'inputs', 'outputs'] as const;

function linksOf(ports: readonly TypedPort[]): readonly TypeLink[] {
  if (ports.every(port => port.declared.follows === undefined)) return [];
  // A node may have ten thousand ports: those of a tag, in the order of their indexes, are looked up.
  const tags = new Map<string, TypedPort[]>();
  for (const port of ports) add(tags, `${port.side} ${port.entry.tag}`, port);
  const followed = (port: TypedPort, { tag, index }: FollowedPort): readonly TypedPort[] => {
    for (const side of isStream(port) ? FOR_STREAMS : FOR_SIDE_PACKETS) {
      const all = tags.get(`${side} ${tag === ANY_TAG ? port.entry.tag : tag}`) ?? [];
      const one = index === 'own' ? (all[port.entry.index] ?? all[0]) : all[Number(index)];
      if (index === 'all' && all.length > 0) return all;
      if (index !== 'all' && one !== undefined && one !== port) return [one];
    }
    return [];
  };
  const links: TypeLink[] = [];
  // Ports of the same type are those with the same end of this chain.
  const next = new Map<TypedPort, TypedPort>();
  const endOf = (port: TypedPort): TypedPort => {
    let end = port;
    for (let one = next.get(end); one !== undefined; one = next.get(end)) end = one;
    return end;
  };
  const united = new Set<readonly TypedPort[]>();
  for (const port of ports) {
    const { follows } = port.declared;
    if (follows === undefined) continue;
    const others = followed(port, follows);
    if (follows.as !== 'same') {
      // A port too many, of thousands, that follows as many inputs.
      if (port.entry.index > 0 && !port.node.isSound) continue;
      links.push({ as: follows.as, inputs: others.filter(isInput), outputs: [port] });
      continue;
    }
    for (const one of united.has(others) ? others.slice(0, 1) : others) {
      if (endOf(one) !== endOf(port)) next.set(endOf(one), endOf(port));
    }
    united.add(others);
  }
  const groups = new Map<TypedPort, TypedPort[]>();
  for (const port of ports) add(groups, endOf(port), port);
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    links.push({ as: 'same', inputs: group.filter(isInput), outputs: group.filter(port => !isInput(port)) });
  }
  return links;
}

function add<K>(lists: Map<K, TypedPort[]>, key: K, port: TypedPort): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [port]);
  else known.push(port);
}
