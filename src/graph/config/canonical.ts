import { joinPath } from './config-path.ts';
import type { GraphConfig, NodeConfig, OneOrMany } from './graph-config.ts';
import type { PlanGroup } from './graph-plan.ts';
import type { GraphSource } from './graph-source.ts';
import type { IssueLog, Origin } from './issue-log.ts';
import { freezePlain, isRecord, type PlainRecord, plainRecord, quoteText } from './plain-value.ts';
import { compareEntries, formatEntry, formatTagIndex, type PortEntry, parseEntry } from './port-entry.ts';

/** An entry of a list of ports with its place. */
export interface Entry extends PortEntry {
  readonly origin: Origin;
  /** The name in the file, where another stands for it outside. */
  readonly written?: string;
}

/** The four lists of ports that graphs and nodes have. */
export interface Entries {
  readonly input_stream: readonly Entry[];
  readonly output_stream: readonly Entry[];
  readonly input_side_packet: readonly Entry[];
  readonly output_side_packet: readonly Entry[];
}

/** One graph that a node came from. */
export interface ChainLink {
  readonly type: string;
  /** The node that names it; absent for the main graph. */
  readonly use: Origin | undefined;
}

/** One node on its way through the expansion of subgraphs. */
export interface DraftNode {
  readonly name: string;
  readonly config: NodeConfig;
  readonly origin: Origin;
  readonly ports: Entries;
  /** `options`, `node_options` and what `option_value` copied, merged. */
  readonly options: PlainRecord;
  /** The graphs it came from, outermost first. */
  readonly chain: readonly ChainLink[];
  /** The nodes that stood for those subgraphs and for switch containers, outermost first. */
  readonly groups: readonly PlanGroup[];
  /** Whether ports are missing because the node it came from connects its graph wrongly, which has been reported. */
  readonly isPartial?: boolean;
  /** The names of streams in the graph it was written in, other than the main graph. */
  readonly scope?: readonly string[];
  /** Of the graph it was written in: a name space for calculators. */
  readonly package: string;
}

export const PORT_FIELDS = ['input_stream', 'output_stream', 'input_side_packet', 'output_side_packet'] as const;

/** A single value as a list of one; nothing as an empty list. */
export function toList<T>(value: OneOrMany<T> | undefined | null): readonly T[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** Reads the four lists of ports of a graph or node; malformed entries are reported and left out. */
export function readEntries(config: GraphConfig | NodeConfig, origin: Origin, where: string, log: IssueLog): Entries {
  const read = (field: (typeof PORT_FIELDS)[number]): readonly Entry[] => {
    const entries: Entry[] = [];
    let position = 0;
    for (const [i, text] of toList(config[field]).entries()) {
      const at = { source: origin.source, path: joinPath(joinPath(origin.path, field), i) };
      const entry = parseEntry(text, position);
      if (entry === undefined) {
        log.add({
          rule: 'malformed-entry',
          origin: at,
          where,
          message: `The entry ${quoteText(text)} of ${field} cannot be read.`,
          hint: entryHint(text),
        });
        const meant = meantEntry(text);
        if (meant !== undefined) entries.push({ ...meant, origin: at });
        continue;
      }
      if (entry.tag === '') position += 1;
      entries.push({ ...entry, origin: at });
    }
    checkIndexes(entries, field, where, log);
    return entries.sort(compareEntries);
  };
  return {
    input_stream: read('input_stream'),
    output_stream: read('output_stream'),
    input_side_packet: read('input_side_packet'),
    output_side_packet: read('output_side_packet'),
  };
}

/** The well-formed entry that a malformed one resembles: later checks go on with it. */
function meantEntry(text: string): ReturnType<typeof parseEntry> {
  const fixed = fixedEntry(text);
  return fixed === undefined ? undefined : parseEntry(fixed, 0);
}

function entryHint(text: string): string {
  const rule = 'Write name, TAG:name or TAG:index:name; names are lower case, tags upper case.';
  const fixed = fixedEntry(text);
  return fixed === undefined ? rule : `${rule} Did you mean "${fixed}"?`;
}

function fixedEntry(text: string): string | undefined {
  const parts = text.split(':').map(part => part.trim());
  const name = text
    .slice(text.lastIndexOf(':') + 1)
    .trim()
    .toLowerCase()
    .replace(/\W+/g, '_');
  const tag = parts.length > 1 ? (parts[0] ?? '').toUpperCase().replace(/\W+/g, '_') : undefined;
  const fixed = tag === undefined ? name : `${tag}:${name}`;
  return fixed !== text && parseEntry(fixed, 0) !== undefined && parts.length < 3 ? fixed : undefined;
}

function checkIndexes(entries: readonly Entry[], field: string, where: string, log: IssueLog): void {
  const byTag = new Map<string, Entry[]>();
  for (const entry of entries) {
    const mine = byTag.get(entry.tag);
    if (mine === undefined) byTag.set(entry.tag, [entry]);
    else mine.push(entry);
  }
  for (const [tag, mine] of byTag) {
    const taken = new Set<number>();
    for (const entry of mine) {
      if (taken.has(entry.index)) {
        log.add({
          rule: 'duplicate-index',
          origin: entry.origin,
          where,
          message: `${formatTagIndex(tag, entry.index)} stands twice in ${field}.`,
          hint: `Number the entries of a tag: ${tag}:0:…, ${tag}:1:….`,
        });
      } else if (entry.index >= mine.length) {
        log.add({
          rule: 'index-gap',
          origin: entry.origin,
          where,
          message: `The indexes of ${tag === '' ? 'the untagged entries' : tag} in ${field} have a gap before ${entry.index}.`,
          hint: `${mine.length} ${mine.length === 1 ? 'entry is' : 'entries are'} numbered 0 to ${mine.length - 1}.`,
        });
      }
      taken.add(entry.index);
    }
  }
}

/** The nodes of one graph file, named, with their ports read. */
export function readNodes(config: GraphConfig, source: GraphSource | undefined, log: IssueLog): readonly DraftNode[] {
  const nodes = toList(config.node);
  const names = nodeNames(nodes);
  return nodes.map((node, i): DraftNode => {
    const name = names[i] ?? node.calculator;
    const origin = { source, path: `node[${i}]` };
    checkOptionTypes(node, origin, `node "${name}"`, log);
    return {
      name,
      config: node,
      origin,
      ports: readEntries(node, origin, `node "${name}"`, log),
      options: mergeRecords(node.options, ...toList(node.node_options)),
      chain: [],
      groups: [],
      package: config.package ?? '',
    };
  });
}

/** `node_options` are told apart by their types: two of one type would be two opinions. */
function checkOptionTypes(node: NodeConfig, origin: Origin, where: string, log: IssueLog): void {
  const seen = new Set<string>();
  for (const [i, options] of toList(node.node_options).entries()) {
    const type = options['@type'];
    if (typeof type !== 'string') continue;
    if (seen.has(type)) {
      log.add({
        rule: 'duplicate-options',
        status: 'INTERNAL',
        origin: { source: origin.source, path: joinPath(joinPath(origin.path, 'node_options'), i) },
        where,
        message: `node_options of the type ${quoteText(type)} stand twice.`,
        hint: 'Put them in one record.',
      });
    }
    seen.add(type);
  }
}

/** Stands for the calculator of a node that names none, which has been reported. No file can hold this character. */
export const MISSING_CALCULATOR = '\0';

/** The names of nodes: given, or the calculator's; `_1`, `_2` … where several share one. */
export function nodeNames(nodes: readonly NodeConfig[]): readonly string[] {
  const names = nodes.map(({ name, calculator }) => {
    if (name !== undefined && name !== '') return name;
    return calculator === MISSING_CALCULATOR ? 'node' : calculator;
  });
  const uses = new Map<string, number>();
  for (const name of names) uses.set(name, (uses.get(name) ?? 0) + 1);
  const seen = new Map<string, number>();
  return names.map(name => {
    if (uses.get(name) === 1) return name;
    const number = (seen.get(name) ?? 0) + 1;
    seen.set(name, number);
    return `${name}_${number}`;
  });
}

/** Records merged field by field, later ones first in rank; nested records are merged, lists replaced. */
export function mergeRecords(...records: readonly (PlainRecord | undefined)[]): PlainRecord {
  const merged = plainRecord();
  for (const record of records) {
    for (const [key, value] of Object.entries(record ?? {})) {
      if (key === '@type') continue;
      const before = merged[key];
      merged[key] = isRecord(before) && isRecord(value) ? mergeRecords(before, value) : value;
    }
  }
  return merged;
}

/** A draft as the node of a config again. */
export function toNodeConfig(node: DraftNode): NodeConfig {
  const { node_options: _, option_value: __, ...rest } = node.config;
  const lists = Object.fromEntries(
    PORT_FIELDS.filter(field => node.ports[field].length > 0).map(field => [field, node.ports[field].map(formatEntry)]),
  );
  for (const field of PORT_FIELDS) Reflect.deleteProperty(rest, field);
  return {
    ...rest,
    name: node.name,
    ...lists,
    ...(Object.keys(node.options).length > 0 ? { options: node.options } : {}),
  };
}

/** A graph with the nodes that it has after the expansion of its subgraphs, frozen. */
export function expandedConfig(config: GraphConfig, border: Entries, nodes: readonly DraftNode[]): GraphConfig {
  const { node: _, graph_options: __, options: ___, ...rest } = config;
  const lists = Object.fromEntries(
    PORT_FIELDS.filter(field => border[field].length > 0).map(field => [field, toList(config[field])]),
  );
  return freezePlain({ ...rest, ...lists, node: nodes.map(toNodeConfig) }) as GraphConfig;
}
