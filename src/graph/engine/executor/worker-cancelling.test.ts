import { describe, expect, it } from 'vitest';
import { poolFor } from '../../testing/pool-for.ts';
import { lambda } from '../../testing/test-calculators.ts';
import { createGraph } from '../create-graph.ts';

/** One turn after another, so that what was sent is received. */
const turns = async (count = 10) => {
  for (let i = 0; i < count; i += 1) await new Promise(resolve => setImmediate(resolve));
};

describe('cancelling', () => {
  it('reaches a call that runs, drops those that wait, and the graph can run again', async () => {
    let begun = 0;
    const patient = lambda(async ctx => {
      begun += 1;
      for (let i = 0; i < 1000 && !ctx.isCancelled; i += 1) await turns(1);
    });
    const { plan, pool } = poolFor({ inputs: ['a'], nodes: [{ calculator: patient, inputs: ['a'], outputs: ['b'] }] });
    const graph = createGraph(plan, { executors: { '': pool } });
    for (const run of [1, 2]) {
      begun = 0;
      graph.start();
      for (let i = 0; i < 20; i += 1) await graph.add('a', i, i);
      while (begun === 0) await turns(1);
      graph.cancel('by the test');
      await expect(graph.done()).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(begun, `run ${run}`).toBe(1);
    }
  });
});

it('a call that waits is told of the end of the run', async () => {
  const waits = lambda(ctx => new Promise<void>(resolve => ctx.onStop(resolve)));
  const { plan, pool } = poolFor({ inputs: ['a'], nodes: [{ calculator: waits, inputs: ['a'], outputs: ['b'] }] });
  const graph = createGraph(plan, { executors: { '': pool } });
  graph.start();
  await graph.add('a', 0, 0);
  await turns(5);
  graph.cancel('by the test');
  await expect(graph.done()).rejects.toMatchObject({ code: 'CANCELLED' });
});
