import { poolOfPairs } from './pool-of-pairs.ts';
import { withOwnNames } from './run-on.ts';
import { type TinyGraph, tinyPlan } from './tiny-plan.ts';

/** A graph, and a pool whose workers have its calculators. */
export function poolFor(graph: TinyGraph, setup: Parameters<typeof poolOfPairs>[1] = {}) {
  const plan = withOwnNames(tinyPlan(graph));
  return {
    plan,
    ...poolOfPairs(
      plan.nodes.map(node => node.calculator),
      setup,
    ),
  };
}
