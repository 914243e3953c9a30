import { describe, expect, it } from 'vitest';
import { createGraph, type GraphPlan, HandleRegistry } from '../../src/graph/index.ts';
import { type FixedGraph, fixedGraphs } from '../../src/graph/testing/fixed-graphs.ts';
import {
  formatPacketLog,
  packetLog,
  SimulatedScheduler,
  VirtualClock,
  watchInvariants,
} from '../../src/graph/testing/index.ts';

const SEEDS = 1000;

async function run(graph: FixedGraph, seed: number): Promise<string> {
  const clock = new VirtualClock();
  const scheduler = new SimulatedScheduler({ seed, clock });
  const running = createGraph(graph.plan, { scheduler, clock });
  const checkLaws = watchInvariants(running);
  const logs = packetLog(running, graph.streams);
  await scheduler.run(running.run());
  checkLaws();
  return formatPacketLog(logs);
}

/** What the default scheduler makes of the same graph. */
async function runPlain(plan: GraphPlan, streams: readonly string[]): Promise<string> {
  const running = createGraph(plan);
  const logs = packetLog(running, streams);
  await running.run();
  return formatPacketLog(logs);
}

describe('the same packets on every schedule', () => {
  it.each(fixedGraphs.map(graph => [graph.name, graph] as const))(`%s, ${SEEDS} seeds`, async (_name, graph) => {
    const first = await run(graph, 0);
    expect(first.split('\n').length).toBeGreaterThan(5);
    expect(await runPlain(graph.plan, graph.streams)).toBe(first);
    for (let seed = 1; seed < SEEDS; seed += 1) expect(await run(graph, seed), `seed ${seed}`).toBe(first);
  });

  it('the same schedule for the same seed', async () => {
    const order = async (seed: number) => {
      const clock = new VirtualClock();
      const scheduler = new SimulatedScheduler({ seed, clock });
      const { plan } = fixedGraphs[3] ?? { plan: undefined };
      if (plan === undefined) throw new Error('There is a fourth graph.');
      const events: string[] = [];
      const graph = createGraph(plan, {
        scheduler,
        tracer: {
          begin: () => 0,
          end: (_mark, phase, node, t) => events.push(`${phase} ${node} ${t}`),
          throttled: () => undefined,
        },
      });
      await scheduler.run(graph.run());
      return events.join('\n');
    };
    expect(await order(7)).toBe(await order(7));
    expect(await order(7)).not.toBe(await order(8));
  });
});

describe('cancelled at every step', () => {
  it.each(fixedGraphs.map(graph => [graph.name, graph] as const))('%s', async (_name, graph) => {
    for (let step = 0; step < 60; step += 1) {
      const clock = new VirtualClock();
      const scheduler = new SimulatedScheduler({ seed: step, clock });
      const handles = new HandleRegistry();
      let steps = 0;
      const running = createGraph(graph.plan, {
        handles,
        scheduler,
        tracer: {
          begin: () => {
            if (steps === step) running.cancel('by the sweep');
            steps += 1;
            return 0;
          },
          end: () => undefined,
          throttled: () => undefined,
        },
      });
      const checkLaws = watchInvariants(running);
      const error = await scheduler.run(
        running.run().then(
          () => undefined,
          (thrown: unknown) => thrown,
        ),
      );
      checkLaws();
      expect(handles.live).toBe(0);
      if (error === undefined) break;
      expect(error).toMatchObject({ code: 'CANCELLED' });
      expect(running.status).toBe('cancelled');
    }
  });
});
