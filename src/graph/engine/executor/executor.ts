import type { OpenedBehaviour } from '../../calculator.ts';
import type { CalculatorContext } from '../../calculator-context.ts';
import type { GraphPlan, PlanExecutor, PlanNode } from '../../config/graph-plan.ts';
import type { HandleRegistry } from '../../handle-registry.ts';

/**
 * Where the calls of a node run. The engine decides on its own thread which calls are due and delivers what they send; an
 * executor takes the place of the calculator's `open` and returns verbs that run it elsewhere.
 */
export interface Executor {
  /**
   * Why a node cannot run here, as `fact. remedy.`; `undefined` when it can. Asked when a graph is made.
   *
   * @param given - keys of the services that the host gives this graph, which are on the calling thread.
   */
  refusal(node: PlanNode, given: ReadonlySet<string>): string | undefined;
  /** How many calls of a node the engine may hand over before the first has returned. At least the node's own number. */
  callsAhead(node: PlanNode, plan: GraphPlan): number;
  /** A run of a graph begins. */
  begin(run: ExecutorRunSetup): ExecutorRun;
  /** The graph that made the executor from a graph file has settled: its threads end. A later `begin` starts new ones. */
  close(): void;
}

/** What an executor is told of a run. */
export interface ExecutorRunSetup {
  readonly handles: HandleRegistry;
}

/** An executor's part of one run. */
export interface ExecutorRun {
  /**
   * Opens a node in place of its calculator.
   *
   * @param mayStay - whether the node may run on the calling thread after all, when what it holds cannot be moved.
   */
  open(node: PlanNode, ctx: CalculatorContext, mayStay: boolean): OpenedBehaviour | Promise<OpenedBehaviour>;
  /** The names of the nodes that run elsewhere, as far as they are open. */
  readonly moved: readonly string[];
  /** The run has failed or was cancelled: calls that have not begun shall not begin. */
  stop(cancelled: boolean): void;
  /** The run has settled. */
  end(): void;
}

/** Makes the executor of an entry in a graph file, for one graph. */
export type ExecutorFactory = (entry: PlanExecutor, plan: GraphPlan) => Executor;
