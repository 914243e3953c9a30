import type { GraphPlan } from '../config/graph-plan.ts';
import type { Graph, GraphOptions } from '../engine/graph.ts';
import { type GraphTest, runGraphTest } from './graph-test.ts';
import { type SimulationOptions, simulate } from './simulate.ts';

/** What {@link simulateGraphTest} saw. */
export interface SimulatedTest {
  /** What differs, which laws were broken, and what a stalled run waits for; one line each. Empty: the test passes. */
  readonly differences: readonly string[];
  /** Every call in its order: `phase node timestamp`. */
  readonly calls: readonly string[];
}

/**
 * Runs a test on the schedule of a seed. `millrace replay` and the property tests do this and nothing else, so that a
 * schedule found by one is repeated by the other.
 */
export async function simulateGraphTest(
  plan: GraphPlan,
  test: GraphTest,
  seed: number,
  create?: (plan: GraphPlan, options: GraphOptions) => Graph,
): Promise<SimulatedTest> {
  const options: SimulationOptions = {
    seed,
    ...(create === undefined ? {} : { create: (given, rest) => create(given, rest) }),
  };
  const {
    result = [],
    error,
    breaches,
    stall,
    calls,
  } = await simulate(plan, options, ({ graph, pause }) => runGraphTest(graph, test, pause));
  const thrown = error === undefined ? [] : [error instanceof Error ? error.message : 'the run threw no error'];
  return { differences: [...thrown, ...result, ...breaches, ...stall], calls };
}
