import type { GraphPlan } from '../config/graph-plan.ts';
import type { Timestamp } from '../timestamp.ts';

/** What of a calculator is called. */
export type CallPhase = 'open' | 'process' | 'close';

/**
 * Is told what happens in the runs of a graph, by the places of nodes and inputs in the plan. Given to a graph, it costs a
 * little; absent, nothing. Times are microseconds of the graph's clock. What it throws fails the run.
 */
export interface GraphTracer {
  /** A run begins. */
  runStarted(plan: GraphPlan): void;
  /** A call has ended, its promise included. */
  called(node: number, phase: CallPhase, timestamp: Timestamp, begin: number, end: number): void;
  /** An input set is complete: the call waits for its turn. `at`: where a call has completed it, the end of that call. */
  ready(node: number, timestamp: Timestamp, at: number): void;
  /** An input queue has another length than before, or its policy has dropped packets: how long it is, and all it dropped. */
  queueChanged(node: number, input: number, length: number, dropped: number, at: number): void;
  /** A calculator has thrown packets away. */
  dropped(node: number, reason: string, packets: number, timestamp: Timestamp, at: number): void;
  /** A queue became full and holds back what feeds it, or got room again. `node` -1: an observer or poller. */
  throttled(stream: number, node: number, full: boolean, at: number): void;
}
