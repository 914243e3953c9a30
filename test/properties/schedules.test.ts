import { describe, expect, it } from 'vitest';
import { fixedGraphs } from '../../src/graph/testing/fixed-graphs.ts';
import { simulate } from '../../src/graph/testing/index.ts';
import { testSchedules } from './test-schedules.ts';

const graphs = fixedGraphs().map(graph => [graph.name, graph] as const);

// A first look; test/system/simulator has the sweep.
testSchedules(20);

it('the same schedule for the same seed', async () => {
  const [, graph] = graphs[2] ?? [];
  if (graph === undefined) throw new Error('There is a third graph.');
  const calls = async (seed: number) => (await simulate(graph.plan, { seed })).calls;
  expect(await calls(7)).toEqual(await calls(7));
  expect(await calls(7)).not.toEqual(await calls(8));
});

describe('cancelled at every step', () => {
  it.each(graphs)('%s', async (_name, { plan }) => {
    for (let step = 1, ended = false; !ended; step += 1) {
      let whenSettled = 0;
      const { breaches, error, graph, steps, stall } = await simulate(plan, {
        seed: step,
        onStep: (running, count) => {
          if (count === step) running.cancel('by the sweep');
          whenSettled = count;
        },
      });
      expect([...breaches, ...stall], `step ${step}`).toEqual([]);
      ended = steps < step;
      if (error === undefined) {
        expect(graph.status).toBe('done');
        continue;
      }
      expect(error).toMatchObject({ code: 'CANCELLED' });
      expect(graph.status).toBe('cancelled');
      expect(whenSettled).toBe(steps);
    }
  });
});
