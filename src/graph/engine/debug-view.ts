import { RunnableGraph } from './create-graph.ts';
import type { Graph } from './graph.ts';
import type { GraphDebugView } from './graph-debug-view.ts';
import type { GraphRun } from './graph-run.ts';

/**
 * Looks into a graph made by `createGraph`.
 *
 * @throws TypeError for another implementation of the interface.
 */
export function debugView(graph: Graph): GraphDebugView {
  return runnable(graph).debugView();
}

/** Has a function called after every task of later runs. `undefined`: no more. */
export function afterEachStep(graph: Graph, check: (() => void) | undefined): void {
  runnable(graph).afterStep = check;
}

/** What the laws read of a run while it runs. Not to be changed. */
export type LiveRun = Pick<GraphRun, 'nodes' | 'streams' | 'errors' | 'settled' | 'status'>;

/** The current or last run of a graph itself: another object for each run, `undefined` before the first. */
export function liveRun(graph: Graph): LiveRun | undefined {
  return runnable(graph).currentRun;
}

function runnable(graph: Graph): RunnableGraph {
  if (graph instanceof RunnableGraph) return graph;
  throw new TypeError('graph: was not made by createGraph. Only such graphs can be looked into.');
}
