import type { GraphPlan } from '../config/graph-plan.ts';
import { createGraph } from '../engine/create-graph.ts';
import type { Executor } from '../engine/executor/executor.ts';
import type { Graph } from '../engine/graph.ts';
import { watchInvariants } from './invariants.ts';
import { formatPacketLog, packetLog } from './packet-log.ts';

/** What a run gave. */
export interface RunLog {
  readonly log: string;
  /** `undefined`: the run is done. */
  readonly error: unknown;
  readonly graph: Graph;
}

/** Runs a graph without inputs on an executor, or on the calling thread, with the laws of the engine watched. */
export async function runOn(plan: GraphPlan, streams: readonly string[], executor?: Executor): Promise<RunLog> {
  const graph = createGraph(plan, executor === undefined ? {} : { executors: { '': executor } });
  const checkLaws = watchInvariants(graph);
  const logs = packetLog(graph, streams);
  const error = await graph.run().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  checkLaws();
  return { log: formatPacketLog(logs), error, graph };
}

/** The same plan with calculators of names of their own: several closures of a test may share one. */
export function withOwnNames(plan: GraphPlan): GraphPlan {
  const nodes = plan.nodes.map(node => ({
    ...node,
    calculator: { ...node.calculator, name: `${node.calculator.name}/${node.index}` },
  }));
  return { ...plan, nodes };
}
