import { createGraph } from '../../src/graph/index.ts';
import type { EnginePlan } from './plans.ts';

/** Runs a plan to its end. Returns the items per second that came out of its stream. @throws Error if any is missing. */
export async function runPlan({ plan, stream }: EnginePlan, items: number): Promise<number> {
  const graph = createGraph(plan);
  let seen = 0;
  graph.observe(stream, () => {
    seen += 1;
  });
  const start = performance.now();
  await graph.run();
  const seconds = (performance.now() - start) / 1000;
  if (seen !== items) throw new Error(`bench engine: ${seen} of ${items} items arrived.`);
  return items / seconds;
}
