import { type DraftNode, type Entries, type Entry, mergeRecords, readEntries, readNodes, toList } from './canonical.ts';
import { joinPath } from './config-path.ts';
import type { GraphConfig } from './graph-config.ts';
import type { GraphLimits } from './graph-limits.ts';
import type { GraphSource } from './graph-source.ts';
import { commentOf, formatOrigin, type IssueLog } from './issue-log.ts';
import { applyOptionValues, readOptionNames } from './option-value.ts';
import type { PlainRecord } from './plain-value.ts';
import { compareEntries, formatTagIndex } from './port-entry.ts';
import { didYouMean, listNames, sentences } from './suggestion.ts';
import { readSwitchContainer, SWITCH_CONTAINER } from './switch-container.ts';

/** A graph that nodes may name by its type. */
export interface Subgraph {
  readonly config: GraphConfig;
  readonly source: GraphSource | undefined;
}

/** Fields that make no sense on a node that is a graph. */
const REFUSED = ['source_layer', 'buffer_size_hint', 'output_stream_handler', 'input_stream_info'] as const;

/** What comes of the nodes of a graph. */
export interface Expansion {
  readonly nodes: readonly DraftNode[];
  /** Nodes that are graphs and could not be put in; why is in the log. */
  readonly failed: readonly DraftNode[];
}

/**
 * Replaces nodes that name a graph by the nodes of that graph, until none is left. Inner names get the prefix of the
 * outer node's name in lower case and `__`; streams at the border keep their outer names.
 */
export function expandSubgraphs(
  nodes: readonly DraftNode[],
  subgraphs: ReadonlyMap<string, Subgraph>,
  limits: GraphLimits,
  log: IssueLog,
): Expansion {
  let current = nodes;
  const failed: DraftNode[] = [];
  const isGraph = ({ config }: DraftNode): boolean =>
    subgraphs.has(config.calculator) || config.calculator === SWITCH_CONTAINER;
  while (current.some(isGraph)) {
    const kept: DraftNode[] = [];
    const added: DraftNode[] = [];
    for (const node of current) {
      const subgraph = subgraphs.get(node.config.calculator);
      const inner =
        subgraph !== undefined
          ? expandNode(node, subgraph, limits, log)
          : isGraph(node)
            ? expandContainer(node, log)
            : [node];
      if (inner === undefined) failed.push(node);
      else if (inner[0] === node) kept.push(node);
      else for (const one of inner) added.push(one);
      // Before the round ends: a round may multiply ten thousand nodes by ten thousand.
      if (kept.length + added.length > limits.nodes) {
        reportNodes(node, limits, log);
        return { nodes: [], failed: [...nodes] };
      }
    }
    current = [...kept, ...added];
  }
  const [surplus] = current.slice(limits.nodes);
  if (surplus !== undefined) reportNodes(surplus, limits, log);
  return { nodes: current, failed };
}

/** Names the node that is one too many, or whose graph has them. */
function reportNodes(node: DraftNode, limits: GraphLimits, log: IssueLog): void {
  log.add({
    rule: 'too-many-nodes',
    status: 'RESOURCE_EXHAUSTED',
    origin: node.origin,
    where: `node "${node.name}"`,
    message: `With its subgraphs put in the graph has more than ${limits.nodes} nodes.`,
    hint: 'Look for a subgraph that is used far too often.',
  });
}

/** The nodes inside, or nothing, and an issue, if it cannot be put in. */
function expandNode(
  node: DraftNode,
  subgraph: Subgraph,
  limits: GraphLimits,
  log: IssueLog,
): readonly DraftNode[] | undefined {
  const type = node.config.calculator;
  const where = `node "${node.name}"`;
  const origin = { source: node.origin.source, path: joinPath(node.origin.path, 'calculator') };
  const types = node.chain.map(one => one.type);
  const first = types.indexOf(type);
  if (first >= 0) {
    // The use that leads back, and the one that began: the first inside, of a graph that nothing uses yet.
    const use = node.chain[first]?.use ?? node.chain[first + 1]?.use;
    const began = use === undefined ? '' : `, first at ${formatOrigin(use)}`;
    log.add({
      rule: 'recursive-subgraph',
      origin,
      where,
      message: `The graph ${type} contains itself: ${[...types.slice(first), type].join(' -> ')}${began}.`,
      hint: 'Move what they share into a third graph.',
    });
    return undefined;
  }
  const uses = node.chain.flatMap(one => one.use ?? []);
  if (uses.length >= limits.depth) {
    const [outermost] = uses;
    const began = outermost === undefined ? '' : `, from ${formatOrigin(outermost)} on`;
    log.add({
      rule: 'too-deep-subgraphs',
      status: 'RESOURCE_EXHAUSTED',
      origin,
      where,
      message: `Graphs are nested deeper than ${limits.depth} levels${began}.`,
      hint: 'Use the inner graphs directly.',
    });
    return undefined;
  }
  refuseFields(node, log);
  const border = readEntries(subgraph.config, { source: subgraph.source, path: '' }, `graph ${type}`, log);
  const inner = readNodes(subgraph.config, subgraph.source, log);
  const options = subgraphOptions(node, subgraph, log);
  const chain = [...node.chain, { type, use: origin }];
  const scope = [...border.input_stream, ...inner.flatMap(one => one.ports.output_stream)].map(entry => entry.name);
  return connectInner(node, border, inner, log).map(one => ({
    ...one,
    groups: groupsOf(node, one),
    options: applyOptionValues(one.config, one.options, options, one.origin, `node "${one.name}"`, log),
    chain,
    scope,
  }));
}

function expandContainer(node: DraftNode, log: IssueLog): readonly DraftNode[] | undefined {
  refuseFields(node, log);
  const body = readSwitchContainer(node, log);
  if (body === undefined) return undefined;
  return connectInner(node, body.border, body.nodes, log).map(one => ({
    ...one,
    groups: groupsOf(node, one),
    chain: node.chain,
  }));
}

function groupsOf({ name, config, origin, groups }: DraftNode, inner: DraftNode): DraftNode['groups'] {
  return [...groups, { name, type: config.calculator, comment: commentOf(origin) }, ...inner.groups];
}

function refuseFields(node: DraftNode, log: IssueLog): void {
  for (const field of REFUSED) {
    if (node.config[field] === undefined) continue;
    log.add({
      rule: 'subgraph-field',
      origin: { source: node.origin.source, path: `${node.origin.path}.${field}` },
      part: 'key',
      where: `node "${node.name}"`,
      message: `A node that is a graph (${node.config.calculator}) cannot have ${field}.`,
      hint: 'Set it on the nodes inside.',
    });
  }
}

/** Gives inner nodes the names that they have outside, and their ports the outer streams at the border. */
function connectInner(
  node: DraftNode,
  border: Entries,
  inner: readonly DraftNode[],
  log: IssueLog,
): readonly DraftNode[] {
  const prefix = `${node.name.toLowerCase()}__`;
  const before = log.count;
  const streams = bind(node, border, 'input_stream', 'output_stream', log);
  const sides = bind(node, border, 'input_side_packet', 'output_side_packet', log);
  const isPartial = log.count > before || node.isPartial === true;
  return inner.map(one => {
    const rename =
      (bound: Bound) =>
      (entry: Entry): Entry => ({
        ...entry,
        name: bound.names.get(entry.name) ?? `${prefix}${entry.name}`,
        written: entry.written ?? entry.name,
      });
    const connected = (bound: Bound, entries: readonly Entry[]): readonly Entry[] =>
      entries.filter(entry => !bound.absent.has(entry.name)).map(rename(bound));
    const ports: Entries = {
      input_stream: connected(streams, one.ports.input_stream),
      output_stream: one.ports.output_stream.map(rename(streams)),
      input_side_packet: connected(sides, one.ports.input_side_packet),
      output_side_packet: one.ports.output_side_packet.map(rename(sides)),
    };
    const left = new Set(ports.input_stream.map(entry => formatTagIndex(entry.tag, entry.index)));
    const gone = one.ports.input_stream
      .map(entry => formatTagIndex(entry.tag, entry.index))
      .filter(place => !left.has(place));
    const info = toList(one.config.input_stream_info).filter(({ tag_index: place }) => !gone.includes(place));
    return {
      ...one,
      name: prefix + one.name,
      isPartial,
      config: one.config.input_stream_info === undefined ? one.config : { ...one.config, input_stream_info: info },
      ports,
    };
  });
}

/** How the names at a graph's border are called outside; `absent` are inputs that the outer node does not connect. */
interface Bound {
  readonly names: ReadonlyMap<string, string>;
  readonly absent: ReadonlySet<string>;
}

function bind(
  node: DraftNode,
  border: Entries,
  inputField: 'input_stream' | 'input_side_packet',
  outputField: 'output_stream' | 'output_side_packet',
  log: IssueLog,
): Bound {
  const names = new Map<string, string>();
  const absent = new Set(border[inputField].map(entry => entry.name));
  for (const field of [inputField, outputField]) {
    for (const outer of node.ports[field]) {
      const inner = border[field].find(entry => compareEntries(entry, outer) === 0);
      if (inner === undefined) {
        const places = border[field].map(entry => formatTagIndex(entry.tag, entry.index));
        const place = formatTagIndex(outer.tag, outer.index);
        log.add({
          rule: 'undeclared-port',
          origin: outer.origin,
          where: `node "${node.name}"`,
          message: `The graph ${node.config.calculator} has no ${field} ${place}.`,
          hint: sentences(didYouMean(place, places), listNames(`Its ${field}`, places)),
        });
        continue;
      }
      names.set(inner.name, outer.name);
      absent.delete(inner.name);
    }
  }
  return { names, absent };
}

function subgraphOptions(node: DraftNode, { config }: Subgraph, log: IssueLog): PlainRecord {
  const declared = mergeRecords(...toList(config.graph_options), config.options);
  const known = new Set([...Object.keys(declared), ...readOptionNames(toList(config.node))]);
  known.delete('');
  for (const name of Object.keys(node.options)) {
    if (known.has(name)) continue;
    log.add({
      rule: 'unknown-option',
      origin: { source: node.origin.source, path: `${node.origin.path}.options.${name}` },
      part: 'key',
      where: `node "${node.name}"`,
      message: `The graph ${node.config.calculator} has no option "${name}".`,
      hint: sentences(didYouMean(name, known), listNames('Its options', [...known])),
    });
  }
  return mergeRecords(declared, node.options);
}
