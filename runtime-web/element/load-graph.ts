import { MillraceError } from '../../src/graph/index.ts';
import { type CompiledGraph, isCompiledGraph } from '../compiled-graph.ts';

/** A graph as an element loads it. */
export interface LoadedGraph {
  readonly graph: CompiledGraph | string;
  readonly subgraphs: readonly string[];
  readonly file: string;
  readonly base: URL;
}

/**
 * Loads a graph by its address: a module that `millrace compile` wrote (`.js`, `.mjs`; the first graph it exports), or a
 * graph file with the files of the graphs that its nodes name.
 *
 * @throws MillraceError NOT_FOUND when an address gives nothing, or no graph.
 */
export async function loadGraph(src: string, subgraphs: readonly string[], signal: AbortSignal): Promise<LoadedGraph> {
  const base = new URL(src, document.baseURI);
  if (/\.m?js$/.test(base.pathname)) {
    // A module of the site itself, like the page's own: the policy of the page decides.
    const module: unknown = await import(/* @vite-ignore */ base.href);
    signal.throwIfAborted();
    const graph = Object.values(module as object).find(isCompiledGraph);
    if (graph === undefined) {
      throw new MillraceError(
        'NOT_FOUND',
        `graph ${src}: the module exports no graph. Write it with millrace compile.`,
      );
    }
    return { graph, subgraphs: [], file: src, base };
  }
  const [graph = '', ...others] = await Promise.all(
    [src, ...subgraphs].map(address => fetchText(new URL(address, document.baseURI), address, signal)),
  );
  return { graph, subgraphs: others, file: src, base };
}

async function fetchText(url: URL, name: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { signal }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new MillraceError('NOT_FOUND', `graph ${name}: it cannot be fetched (${String(cause)}). Check the address.`, {
      cause,
    });
  });
  if (!response.ok) {
    throw new MillraceError('NOT_FOUND', `graph ${name}: the server answered ${response.status}. Check the address.`);
  }
  return response.text();
}
