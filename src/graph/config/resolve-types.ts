import { any, isOpen, type PacketType } from '../packet-type.ts';
import { fitsPort } from './fits-port.ts';
import { holdingItems } from './holding-items.ts';
import type { IssueLog } from './issue-log.ts';
import { formatTagIndex } from './port-entry.ts';
import { spreadTypes } from './spread-types.ts';
import { type Carrier, isInput, isStream, type TypedPort, type TypeLink, typedPorts } from './typed-ports.ts';
import { widerType } from './wider-type.ts';
import type { ResolvedNode, Wire } from './wiring.ts';

/** The type of each stream and side packet, by name. `any` where nothing more precise is known. */
export interface ResolvedTypes {
  readonly streams: ReadonlyMap<string, PacketType>;
  readonly sidePackets: ReadonlyMap<string, PacketType>;
}

/** Takes types along connections, through nodes that hand packets on, and reports those that do not fit. */
export function resolveTypes(
  nodes: readonly ResolvedNode[],
  wires: { readonly streams: ReadonlyMap<string, Wire>; readonly sidePackets: ReadonlyMap<string, Wire> },
  log: IssueLog,
): ResolvedTypes {
  const graph = typedPorts(nodes, wires);
  spreadTypes(graph);
  const wrong = new Set<TypedPort>();
  for (const port of graph.ports) {
    if (!isInput(port) || fitsPort(port.carrier.known?.type ?? any, port.declared) || port.declared.follows) continue;
    wrong.add(port);
    report(port, `the ${placeOf(port)} takes ${port.declared.name}.`, log);
  }
  for (const link of graph.links) if (link.as === 'same') checkSame(link, wrong, log);
  return { streams: typesOf(graph.streams, true), sidePackets: typesOf(graph.sidePackets, false) };
}

/** Reports inputs of one link that carry different types: they would leave by the same output. */
function checkSame(link: TypeLink, wrong: ReadonlySet<TypedPort>, log: IssueLog): void {
  let first: TypedPort | undefined;
  let all: PacketType | undefined;
  for (const port of link.inputs) {
    const type = port.carrier.known?.type;
    if (type === undefined || wrong.has(port)) continue;
    const both: PacketType | undefined = all === undefined ? type : widerType(all, type);
    first ??= port;
    if (both !== undefined) all = both;
    else report(port, `the ${placeOf(first)} carries ${described(first)}, and both must carry one type.`, log);
  }
}

function report(port: TypedPort, contrast: string, log: IssueLog): void {
  const noun = isStream(port) ? 'stream' : 'side packet';
  log.add({
    rule: 'type-mismatch',
    status: 'UNKNOWN',
    origin: port.entry.origin,
    where: `node "${port.node.draft.name}"`,
    message: `"${port.entry.name}" carries ${described(port)}; ${contrast}`,
    hint: `Connect another ${noun}, or put a converting node between.`,
  });
}

/** The type of what a port carries, and who says so. */
function described({ carrier: { known }, entry }: TypedPort): string {
  if (known === undefined) return any.name;
  const { type, origin } = known;
  const node = `node "${origin.node.draft.name}"`;
  const isOwn = origin.entry.name === entry.name;
  if (isInput(origin)) return `${type.name} (as ${node} takes ${isOwn ? 'it' : `"${origin.entry.name}"`})`;
  return `${type.name} (from ${isOwn ? '' : `"${origin.entry.name}" of `}${node})`;
}

const placeOf = ({ noun, entry }: TypedPort): string => `${noun} ${formatTagIndex(entry.tag, entry.index)}`;

function typesOf(carriers: ReadonlyMap<string, Carrier>, hold: boolean): ReadonlyMap<string, PacketType> {
  return new Map(
    [...carriers.values()].map(({ name, known, producer }) => [
      name,
      hold && (producer === undefined || isOpen(producer.declared)) ? holdingItems(known?.type) : (known?.type ?? any),
    ]),
  );
}
