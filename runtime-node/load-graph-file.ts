import {
  GraphConfigError,
  type GraphLimits,
  type GraphPlan,
  type ParsedGraph,
  parseGraph,
  planGraph,
  type Registry,
  setGraphOptions,
} from '../src/graph/index.ts';
import { type GraphText, openGraphFolder } from './graph-folder.ts';
import { unresolvedTypes } from './graph-types.ts';

/** A graph file with the graphs of its folder that its nodes name. Parsed, not checked. */
export interface GraphFile {
  readonly graph: ParsedGraph;
  readonly subgraphs: readonly ParsedGraph[];
}

/** What names of nodes stand for. */
export interface LoadOptions {
  readonly registry: Registry;
  /** How large the graph may be; `untrustedLimits` for one of somebody else. Default: `trustedLimits`. */
  readonly limits?: Partial<GraphLimits> | undefined;
  /** Other values of options that the graph declares, by name: what `--set .name=value` does. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
}

/** How many subgraph files one graph may draw in. */
const MAX_SUBGRAPHS = 64;
/** How large they may be together, in characters. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads a graph file. A node that names no calculator is looked for among the graph files of the same folder, by their
 * `type`; theirs too. Reading runs no code, opens no connection and stays in the folder.
 *
 * @throws GraphConfigError when a file is not well-formed; MillraceError when a file cannot be read; OptionsError for an option
 * that the graph does not have.
 */
export async function readGraphFile(path: string, options: LoadOptions): Promise<GraphFile> {
  const folder = await openGraphFolder(path);
  const graph = setGraphOptions(parse(folder.main), options.options ?? {});
  const found = new Map<string, ParsedGraph>();
  const asked = new Set<string>(graph.config.type === undefined ? [] : [graph.config.type]);
  const open = [graph];
  let bytes = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const [type, path] of unresolvedTypes(next.config, options.registry)) {
      if (asked.has(type)) continue;
      asked.add(type);
      const text = await folder.sibling(type);
      if (text === undefined) continue;
      bytes += text.text.length;
      if (found.size >= MAX_SUBGRAPHS || bytes > MAX_BYTES) throw tooManyFiles(graph, next, type, path);
      const sibling = parse(text);
      // The index goes by a glance at the text: only the parser knows the type.
      if (sibling.config.type !== type) continue;
      found.set(type, sibling);
      open.push(sibling);
    }
  }
  return { graph, subgraphs: [...found.values()] };
}

/**
 * {@link readGraphFile}, checked: a plan that is ready to run.
 * @throws GraphConfigError with every issue of the graph and of the files it draws in.
 */
export async function loadGraphFile(path: string, options: LoadOptions): Promise<GraphPlan> {
  const { graph, subgraphs } = await readGraphFile(path, options);
  const { registry, limits = {} } = options;
  return planGraph(graph, { registry, subgraphs, limits });
}

/** Names the node whose graph is one too many, and the file that the drawing in began with. */
function tooManyFiles(main: ParsedGraph, graph: ParsedGraph, type: string, path: string): GraphConfigError {
  return new GraphConfigError([
    {
      rule: 'too-many-files',
      status: 'RESOURCE_EXHAUSTED',
      position: graph.source.positionOf(path),
      path: graph.source.pathOf(path),
      where: `graph "${type}"`,
      message: `${main.source.file} draws in more than ${MAX_SUBGRAPHS} other graphs, or more than 4 MB of them.`,
      hint: 'Put small graphs into those that use them.',
    },
  ]);
}

function parse({ text, file }: GraphText): ParsedGraph {
  return parseGraph(text, { file });
}
