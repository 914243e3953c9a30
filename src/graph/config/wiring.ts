import type { Calculator } from '../calculator.ts';
import type { ConfigRule } from '../config-rule.ts';
import type { DraftNode, Entries, Entry } from './canonical.ts';
import { toList } from './canonical.ts';
import type { IssueLog } from './issue-log.ts';
import { formatOrigin } from './issue-log.ts';
import type { PlainRecord } from './plain-value.ts';
import { formatTagIndex, parseTagIndex } from './port-entry.ts';
import { didYouMean, listNames, sentences } from './suggestion.ts';

/** A draft with its calculator and checked options. */
export interface ResolvedNode {
  readonly draft: DraftNode;
  readonly calculator: Calculator;
  readonly options: PlainRecord;
  /** Whether it keeps its contract: only then the contract's rules may be asked more. */
  readonly isSound: boolean;
}

/** One named connection of the expanded graph before it gets a slot. */
export interface Wire {
  readonly name: string;
  /** Where it was defined. */
  readonly entry: Entry;
  /** Index of the producing node and output; a graph input has the node -1 and its place. */
  readonly node: number;
  readonly output: number;
}

/** Streams or side packets by name, in order: those of the graph first. Reports names that are defined twice. */
export function collectWires(
  nodes: readonly ResolvedNode[],
  border: readonly Entry[],
  field: 'output_stream' | 'output_side_packet',
  log: IssueLog,
): ReadonlyMap<string, Wire> {
  const wires = new Map<string, Wire>();
  const noun = field === 'output_stream' ? 'stream' : 'side packet';
  const define = (wire: Wire, where: string): void => {
    const first = wires.get(wire.name);
    if (first === undefined) {
      wires.set(wire.name, wire);
      return;
    }
    log.add({
      rule: 'defined-twice',
      status: 'UNKNOWN',
      origin: wire.entry.origin,
      where,
      message: `The ${noun} "${wire.name}" is defined twice, first at ${formatOrigin(first.entry.origin)}.`,
      hint: 'Give one of them another name.',
    });
  };
  for (const [i, entry] of border.entries()) define({ name: entry.name, entry, node: -1, output: i }, 'graph');
  for (const [index, { draft }] of nodes.entries()) {
    for (const [output, entry] of draft.ports[field].entries()) {
      define({ name: entry.name, entry, node: index, output }, `node "${draft.name}"`);
    }
  }
  return wires;
}

/** Reports input streams that nothing produces. */
export function checkProducers(
  nodes: readonly ResolvedNode[],
  streams: ReadonlyMap<string, Wire>,
  unresolved: Iterable<string>,
  log: IssueLog,
): void {
  // What a node of an unknown calculator writes is there, though nothing more is known of it.
  const excused = new Set(unresolved);
  for (const { draft } of nodes) {
    for (const entry of draft.ports.input_stream) {
      if (streams.has(entry.name) || excused.has(entry.name)) continue;
      log.add({
        rule: 'no-producer',
        status: 'UNKNOWN',
        origin: entry.origin,
        where: `node "${draft.name}"`,
        message: `Nothing produces the stream "${entry.written ?? entry.name}".`,
        hint: sentences(
          didYouMean(entry.written ?? entry.name, draft.scope ?? streams.keys()),
          `Name an output of a node, or add it to the graph's input_stream.`,
        ),
      });
    }
  }
}

/** Which inputs of a node are back edges, by place in `input_stream`. */
export function backEdges({ draft }: ResolvedNode, log: IssueLog): ReadonlySet<number> {
  const found = new Set<number>();
  const seen = new Set<number>();
  for (const [i, info] of toList(draft.config.input_stream_info).entries()) {
    const report = (rule: ConfigRule, message: string, hint: string | undefined): void => {
      log.add({
        rule,
        origin: { source: draft.origin.source, path: `${draft.origin.path}.input_stream_info[${i}].tag_index` },
        where: `node "${draft.name}"`,
        message,
        hint,
      });
    };
    const place = parseTagIndex(info.tag_index);
    const index = draft.ports.input_stream.findIndex(one => one.tag === place?.tag && one.index === place.index);
    if (index < 0) {
      const places = draft.ports.input_stream.map(one => formatTagIndex(one.tag, one.index));
      report(
        'unknown-tag-index',
        `The node has no input "${info.tag_index}".`,
        sentences(didYouMean(info.tag_index, places), listNames('Its inputs', places)),
      );
      continue;
    }
    if (seen.has(index))
      report('duplicate-tag-index', `The input "${info.tag_index}" stands twice.`, 'Keep one entry.');
    seen.add(index);
    if (info.back_edge === true) found.add(index);
  }
  return found;
}

/** The entries that other nodes may read of nodes that could not be resolved. */
export function outputsOf(nodes: readonly { readonly ports: Entries }[]): readonly string[] {
  return nodes.flatMap(node => node.ports.output_stream.map(entry => entry.name));
}
