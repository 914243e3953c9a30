import type { HandleRegistry } from '../handle-registry.ts';
import type { GraphDebugView } from './graph-debug-view.ts';
import type { GraphRun } from './graph-run.ts';
import type { GraphStats } from './graph-stats.ts';
import { readNodeStats, readNodeView } from './read-nodes.ts';

/** A reading of the counters of a graph, whose current or last run is `run`. */
export function readGraphStats(
  run: GraphRun | undefined,
  handles: HandleRegistry,
  moved: readonly string[],
): GraphStats {
  return {
    status: run?.status ?? 'idle',
    live: handles.live,
    liveByType: handles.liveByType(),
    nodes: run?.nodes.map(node => readNodeStats(node, run)) ?? [],
    streams: readStreams(run),
    moved,
    inputs: run?.inputs.stats() ?? [],
  };
}

/** A graph as laws see it. */
export function readGraphView(run: GraphRun | undefined, handles: HandleRegistry): GraphDebugView {
  return {
    status: run?.status ?? 'idle',
    nodes: run?.nodes.map(readNodeView) ?? [],
    streams: readStreams(run),
    live: handles.live,
    errors: run?.errors.list.slice() ?? [],
    settled: run?.settled ?? 0,
  };
}

function readStreams(run: GraphRun | undefined): GraphStats['streams'] {
  return run?.streams.map(({ name, sent, bound }) => ({ name, sent, bound })) ?? [];
}
