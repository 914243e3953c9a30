import type { GraphStatus } from '../calculator-context.ts';
import type { PlanNode } from '../config/graph-plan.ts';
import type { HandleRegistry } from '../handle-registry.ts';
import type { SharedContext } from './node-call.ts';
import type { OutputStream } from './output-stream.ts';
import type { RunWatch } from './run-watch.ts';
import type { SourceTurns } from './source-calls.ts';

/** What a node (`N`) reaches of its run. */
export interface NodeHost<N> {
  readonly handles: HandleRegistry;
  /** `undefined`: nobody watches the run. */
  readonly watch: RunWatch | undefined;
  readonly graphStatus: GraphStatus;
  readonly isCancelled: boolean;
  /** Calls back once when the run fails or is cancelled. */
  onStop(callback: () => void): () => void;
  /** Whether an error was recorded: nothing more is called but `close`. */
  readonly failed: boolean;
  /** Records an error. */
  fail(error: Error): void;
  /** Where calls that wait in a node are put, for their turn. */
  readonly tasks: { addCall(node: N): void };
  /** A node has sent something when the graph was at rest. */
  restDisturbed(): void;
  /** The node can be opened. */
  openReady(node: N): void;
  /** Has the node send its input bound on, at once or, where bounds run through very many nodes, a little later. */
  propagateBound(node: N): void;
  /** Which sources may be called, and when. */
  readonly sources: SourceTurns<N>;
  sourceOpened(node: N): void;
  /** A node that is no source asked for the end of all sources. */
  stopSources(): void;
  /** Passes a promise of a calculator on, and counts it as running until it settles. */
  await<T>(promise: Promise<T>, then: (value: T) => void, failed: (error: unknown) => void): void;
  count(name: string, by: number): void;
  log(level: 'debug' | 'info' | 'warn', message: string): void;
  /** The side packets, options and services of a node, when it opens. */
  sharedContext(plan: PlanNode): SharedContext;
  headerSent(stream: OutputStream): void;
  /** What a checkpoint kept of a node; `undefined` when there is none. */
  stateOf(node: string): unknown;
  /** Side packets of an earlier run that still hold: the node need not be opened. */
  resendSidePackets(plan: PlanNode): boolean;
}
