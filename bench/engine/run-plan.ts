import { createGraph } from '../../src/graph/index.ts';
import { Meter } from './meter.ts';
import type { EnginePlan } from './plans.ts';

/** Runs a plan to its end. Returns the items per second that came out of its stream. @throws Error if any is missing. */
export async function runPlan({ plan, stream }: EnginePlan, items: number): Promise<number> {
  const graph = createGraph(plan);
  const meter = new Meter(items);
  graph.observe(stream, () => {
    meter.tick();
  });
  await graph.run();
  return meter.result();
}
