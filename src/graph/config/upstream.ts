import type { ResolvedNode, Wire } from './wiring.ts';

/** What feeds a stream, directly or not. */
export interface Upstream {
  /** Nodes without inputs, by their places among the nodes. */
  readonly sources: readonly number[];
  /** Places of graph inputs. */
  readonly inputs: readonly number[];
}

/** What feeds the outputs of a node. */
interface OpenUpstream {
  readonly sources: number[];
  readonly inputs: number[];
}

/**
 * By stream what feeds it; back edges are followed too. All outputs of a node share one answer, and each origin is followed
 * once from node to node, so a node with thousands of ports costs no more than its connections.
 */
export function upstreamOf(
  nodes: readonly ResolvedNode[],
  streams: ReadonlyMap<string, Wire>,
): (wire: Wire) => Upstream {
  const found = nodes.map((): OpenUpstream => ({ sources: [], inputs: [] }));
  const readers = readersOf(nodes, streams);
  const behind = nodes.map(({ draft }) => unite(draft.ports.output_stream.map(one => readers.get(one.name))));
  const follow = (first: Iterable<number>, note: (upstream: OpenUpstream) => void): void => {
    const reached = new Set(first);
    for (const index of reached) {
      const here = found[index];
      if (here !== undefined) note(here);
      for (const next of behind[index] ?? []) reached.add(next);
    }
  };
  for (const wire of streams.values()) {
    if (wire.node < 0) follow(readers.get(wire.name) ?? [], one => one.inputs.push(wire.output));
  }
  for (const [index, { draft }] of nodes.entries()) {
    if (draft.ports.input_stream.length === 0) follow([index], one => one.sources.push(index));
  }
  return ({ node, output }) => found[node] ?? { sources: [], inputs: [output] };
}

/** By stream the nodes that read it, each once. */
function readersOf(
  nodes: readonly ResolvedNode[],
  streams: ReadonlyMap<string, Wire>,
): ReadonlyMap<string, ReadonlySet<number>> {
  const readers = new Map([...streams.keys()].map(name => [name, new Set<number>()]));
  for (const [index, { draft }] of nodes.entries()) {
    for (const { name } of draft.ports.input_stream) readers.get(name)?.add(index);
  }
  return readers;
}

function unite(sets: readonly (ReadonlySet<number> | undefined)[]): ReadonlySet<number> {
  const all = new Set<number>();
  for (const set of sets) for (const one of set ?? []) all.add(one);
  return all;
}
