import { describe, expect, it } from 'vitest';
import { NodeError } from '../../errors.ts';
import { poolFor } from '../../testing/pool-for.ts';
import { runOn, withOwnNames } from '../../testing/run-on.ts';
import { countTo, passThrough, sum } from '../../testing/test-calculators.ts';
import { type TinyGraph, tinyPlan } from '../../testing/tiny-plan.ts';
import { createGraph } from '../create-graph.ts';

/** One turn after another, so that what was sent is received. */
const turns = async (count = 10) => {
  for (let i = 0; i < count; i += 1) await new Promise(resolve => setImmediate(resolve));
};

describe('a worker that dies', () => {
  const graph: TinyGraph = {
    nodes: [
      { calculator: countTo(4), outputs: ['a'] },
      { calculator: passThrough, inputs: ['a'], outputs: ['b'] },
      { calculator: sum, inputs: ['a', 'b'], outputs: ['c'] },
    ],
  };

  it('fails the run as an error of a node, at whatever message, and the next run is whole', async () => {
    const { log: expected } = await runOn(withOwnNames(tinyPlan(graph)), ['c']);
    const deaths = new Set<string>();
    for (let k = 0; ; k += 1) {
      let at = 0;
      let died = false;
      let isFirst = true;
      const tap = () => {
        if (!isFirst || died || at++ !== k) return true;
        died = true;
        return false;
      };
      const { plan, pool } = poolFor(graph, { tap });
      const { error, log, graph: ran } = await runOn(plan, ['c'], pool);
      expect(ran.stats().live).toBe(0);
      if (error === undefined) expect(log).toBe(expected);
      else {
        expect(error, `message ${k}`).toBeInstanceOf(NodeError);
        expect(error).toMatchObject({ code: 'UNAVAILABLE', cause: { code: 'UNAVAILABLE' } });
        const { message, phase } = error as NodeError;
        expect(message).toMatch(
          /worker \d of executor "pool": (did not start: the test|has ended in the middle: the test)/,
        );
        deaths.add(phase);
      }
      isFirst = false;
      // A worker that died of the last message is only found out afterwards.
      await turns(3);
      const again = await runOn(plan, ['c'], pool);
      expect(again.error).toBeUndefined();
      expect(again.log).toBe(expected);
      pool.close();
      if (!died) break;
    }
    expect([...deaths].sort()).toEqual(['open', 'process']);
  });

  it('fails the packet that comes after it, when it dies with nothing to do', async () => {
    const { plan, pool, pairs } = poolFor({
      inputs: ['a'],
      nodes: [{ calculator: passThrough, inputs: ['a'], outputs: ['b'] }],
    });
    const graph = createGraph(plan, { executors: { '': pool } });
    graph.start();
    await graph.add('a', 1, 0);
    await turns();
    pairs[0]?.crash('out of memory');
    await turns();
    expect(graph.status).toBe('running');
    await graph.add('a', 2, 1);
    await expect(graph.done()).rejects.toThrow('has ended in the middle: out of memory. Look for');
  });
});

describe('a worker that does not start', () => {
  it('says why: what its program throws, and what the host refuses', async () => {
    const nodes = [{ calculator: countTo(1), outputs: ['a'] }];
    const broken = poolFor(
      { nodes },
      {
        spawn: () => {
          throw new Error('no threads here');
        },
      },
    );
    const refused = await runOn(broken.plan, ['a'], broken.pool);
    expect(refused.error).toBeInstanceOf(NodeError);
    expect((refused.error as Error).message).toContain(
      'worker 0 of executor "pool": did not start: no threads here. Check what the host allows.',
    );
  });
});
