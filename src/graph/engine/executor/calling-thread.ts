import type { GraphPlan, PlanNode } from '../../config/graph-plan.ts';
import type { Executor } from './executor.ts';

/**
 * The executor that leaves nodes where the graph runs. It answers MediaPipe's `ThreadPoolExecutor` and
 * `ApplicationThreadExecutor`, and may be handed over for an executor that a graph declares without a type.
 */
export const callingThread: Executor = Object.freeze({
  refusal: () => undefined,
  callsAhead: (node: PlanNode, _plan: GraphPlan) => node.maxInFlight,
  begin: () => ({
    open: (node, ctx) => node.calculator.open(ctx),
    moved: [],
    stop: () => undefined,
    end: () => undefined,
  }),
  close: () => undefined,
} satisfies Executor);
