import type { ConfigIssue } from '../config-issue.ts';
import { GraphConfigError } from '../errors.ts';
import type { Registry } from '../registry.ts';
import { buildPlan } from './build-plan.ts';
import { type DraftNode, expandedConfig, mergeRecords, readEntries, readNodes, toList } from './canonical.ts';
import { checkContract } from './check-contract.ts';
import { checkOptions, withFittedOptions } from './check-options.ts';
import { consequencesOf } from './consequences.ts';
import { expandSubgraphs, type Subgraph } from './expand-subgraphs.ts';
import type { GraphConfig } from './graph-config.ts';
import { type GraphLimits, trustedLimits } from './graph-limits.ts';
import type { GraphPlan } from './graph-plan.ts';
import type { GraphSource } from './graph-source.ts';
import { commentOf, formatOrigin, IssueFlood, IssueLog, inFileOrder, type Origin } from './issue-log.ts';
import { applyOptionValues } from './option-value.ts';
import type { ParsedGraph } from './parse-graph.ts';
import { quoteText } from './plain-value.ts';
import { readShape } from './read-shape.ts';
import { findCalculator } from './resolve-calculators.ts';
import { resolveExecutors } from './resolve-executors.ts';
import { checkOutputPolicy, resolvePolicy } from './resolve-policy.ts';
import { resolveTimestampPolicies } from './resolve-timestamp-policies.ts';
import { resolveTypes } from './resolve-types.ts';
import { sortNodes } from './sort-nodes.ts';
import { backEdges, checkProducers, collectWires, outputsOf, type ResolvedNode } from './wiring.ts';

/** What names in a graph stand for. */
export interface CheckOptions {
  readonly registry: Registry;
  /** Graphs that nodes may name by their `type`. */
  readonly subgraphs?: readonly (ParsedGraph | GraphConfig)[];
  /** How large the graph may be. Default: {@link trustedLimits}. */
  readonly limits?: Partial<GraphLimits>;
  /** Names of executors that the caller of the graph provides. */
  readonly executors?: readonly string[];
}

/** What {@link checkGraph} finds. */
export interface GraphCheck {
  /** Absent when there are issues. */
  readonly plan: GraphPlan | undefined;
  /** Everything that keeps the graph from running, in file order. */
  readonly issues: readonly ConfigIssue[];
  readonly warnings: readonly ConfigIssue[];
}

/**
 * Checks a graph by every static rule and reports all that is wrong, not only the first. Runs no calculator, reads
 * nothing.
 */
export function checkGraph(graph: ParsedGraph | GraphConfig, options: CheckOptions): GraphCheck {
  const log = new IssueLog();
  const { main, subgraphs, issues: shapeIssues } = readAll(graph, options.subgraphs);
  const plan = untilFlood(() => check(main, subgraphs, options, log));
  const isConsequence = consequencesOf(shapeIssues);
  const issues = log.issues().filter(issue => !isConsequence(issue));
  const all = inFileOrder([...shapeIssues, ...issues]);
  const warnings = log.warnings();
  return {
    plan: all.length > 0 || plan === undefined ? undefined : Object.freeze({ ...plan, warnings }),
    issues: all,
    warnings,
  };
}

function checkEdges(nodes: readonly ResolvedNode[], origin: Origin, limits: GraphLimits, log: IssueLog): void {
  const edges = nodes.reduce(
    (sum, { draft: { ports } }) => sum + ports.input_stream.length + ports.input_side_packet.length,
    0,
  );
  if (edges <= limits.edges) return;
  log.add({
    rule: 'too-many-edges',
    status: 'RESOURCE_EXHAUSTED',
    origin,
    where: 'graph',
    message: `The graph has ${edges} connections; ${limits.edges} are the limit.`,
    hint: 'Look for a subgraph that is used far too often.',
  });
}

/** {@link checkGraph} for those who want to run it. @throws GraphConfigError with every issue. */
export function planGraph(graph: ParsedGraph | GraphConfig, options: CheckOptions): GraphPlan {
  const { plan, issues } = checkGraph(graph, options);
  if (plan === undefined) throw new GraphConfigError(issues);
  return plan;
}

/** The config after the expansion of subgraphs, in canonical form. @throws GraphConfigError when it cannot be expanded. */
export function expandGraph(
  graph: ParsedGraph | GraphConfig,
  { subgraphs }: Pick<CheckOptions, 'subgraphs'> = {},
): GraphConfig {
  const log = new IssueLog();
  const given = readAll(graph, subgraphs);
  const expanded = untilFlood(() => expand(given.main, given.subgraphs, trustedLimits, log));
  const issues = [...given.issues, ...log.issues()];
  if (issues.length > 0 || expanded === undefined) throw new GraphConfigError(issues);
  return expandedConfig(given.main.config, expanded.border, expanded.drafts);
}

/** What a step gives, or nothing when it found more issues than a log takes. */
function untilFlood<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (error instanceof IssueFlood) return undefined;
    throw error;
  }
}

function readAll(graph: ParsedGraph | GraphConfig, given: CheckOptions['subgraphs'] = []) {
  const main = read(graph);
  const subgraphs = new Map<string, Subgraph>();
  const issues = [...main.issues];
  for (const one of given) {
    const { config, source, issues: own } = read(one);
    issues.push(...own);
    const { type } = config;
    if (type === undefined) continue;
    const before = type === main.config.type ? main : subgraphs.get(type);
    if (before === undefined) subgraphs.set(type, { config, source });
    else issues.push(duplicateType(type, source, before.source));
  }
  return { main, subgraphs, issues };
}

function duplicateType(type: string, source: GraphSource | undefined, other: GraphSource | undefined): ConfigIssue {
  const log = new IssueLog();
  const first = other === undefined ? 'another graph' : formatOrigin({ source: other, path: 'type' });
  log.add({
    rule: 'duplicate-type',
    status: 'ALREADY_EXISTS',
    origin: { source, path: 'type' },
    where: 'graph',
    message: `The type ${quoteText(type)} is taken already, at ${first}.`,
    hint: 'Rename one of them.',
  });
  const [issue] = log.issues();
  if (issue === undefined) throw new RangeError('duplicate-type: the log is empty.');
  return issue;
}

function read(graph: ParsedGraph | GraphConfig): Pick<ParsedGraph, 'config' | 'issues'> & Subgraph {
  if ('config' in graph && 'source' in graph) return graph;
  return readShape(graph, undefined);
}

function expand(main: Subgraph, subgraphs: ReadonlyMap<string, Subgraph>, limits: GraphLimits, log: IssueLog) {
  const { config, source } = main;
  const origin = { source, path: '' };
  const border = readEntries(config, origin, 'graph', log);
  const graphOptions = mergeRecords(...toList(config.graph_options), config.options);
  const nodes = readNodes(config, source, log).map((node): DraftNode => {
    const where = `node "${node.name}"`;
    return { ...node, options: applyOptionValues(node.config, node.options, graphOptions, node.origin, where, log) };
  });
  const chained =
    config.type === undefined
      ? nodes
      : nodes.map(node => ({ ...node, chain: [{ type: config.type ?? '', use: undefined }] }));
  const graphs = config.type === undefined ? subgraphs : new Map(subgraphs).set(config.type, main);
  const { nodes: drafts, failed } = expandSubgraphs(chained, graphs, limits, log);
  return { border, drafts, failed };
}

/** The node as the finished plan shows it: under the input policy of the graph if it names none. */
function withHandlerOf({ input_stream_handler: shared }: GraphConfig, node: ResolvedNode): ResolvedNode {
  const { draft } = node;
  if (shared === undefined || draft.config.input_stream_handler !== undefined) return node;
  return { ...node, draft: { ...draft, config: { ...draft.config, input_stream_handler: shared } } };
}

function check(
  main: Subgraph,
  subgraphs: ReadonlyMap<string, Subgraph>,
  options: CheckOptions,
  log: IssueLog,
): Omit<GraphPlan, 'warnings'> | undefined {
  const { config, source } = main;
  const origin = { source, path: '' };
  const limits = { ...trustedLimits, ...options.limits };
  const { border, drafts, failed } = expand(main, subgraphs, limits, log);
  const unknown: DraftNode[] = [...failed];
  const nodes: ResolvedNode[] = [];
  for (const written of drafts) {
    const calculator = findCalculator(written, options.registry, subgraphs, log);
    if (calculator === undefined) {
      unknown.push(written);
      continue;
    }
    const draft = withFittedOptions(written, calculator);
    const before = log.count;
    const checked = checkOptions(draft, calculator, log);
    // A contract's own rules may rely on its options.
    checkContract(draft, calculator, log.count === before ? checked : undefined, log);
    nodes.push({ draft, calculator, options: checked, isSound: log.count === before });
  }
  const streams = collectWires(nodes, border.input_stream, 'output_stream', log);
  const sidePackets = collectWires(nodes, border.input_side_packet, 'output_side_packet', log);
  checkProducers(nodes, streams, outputsOf(unknown), log);
  const edges = nodes.map(node => backEdges(node, log));
  const order = sortNodes(nodes, { streams, sidePackets, backEdges: edges }, log);
  const types = resolveTypes(nodes, { streams, sidePackets }, log);
  const policies = nodes.map(node => resolvePolicy(node, { config, origin }, log));
  checkOutputPolicy(config, origin, 'graph', log);
  for (const { draft } of nodes) checkOutputPolicy(draft.config, draft.origin, `node "${draft.name}"`, log);
  const timestampPolicies = resolveTimestampPolicies(config, origin, border.input_stream, log);
  const executors = resolveExecutors(config, origin, nodes, new Set(options.executors), log);
  for (const entry of border.output_stream) {
    if (streams.has(entry.name) || unknown.length > 0) continue;
    log.warn({
      rule: 'silent-output',
      origin: entry.origin,
      where: 'graph',
      message: `Nothing produces the output stream "${entry.name}"; it stays empty.`,
      hint: 'Name an output of a node.',
    });
  }
  checkEdges(nodes, origin, limits, log);
  if (log.count > 0) return undefined;
  return buildPlan({
    comment: commentOf(origin),
    config,
    border,
    nodes: nodes.map(node => withHandlerOf(config, node)),
    order,
    streams,
    sidePackets,
    backEdges: edges,
    types,
    policies,
    executors,
    timestampPolicies,
  });
}
