import { describe, expect, it } from 'vitest';
import { defineCalculator } from '../define-calculator.ts';
import { any, sameAs } from '../packet-type.ts';
import { required } from '../port.ts';
import { countTo, passThrough } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { createGraph } from './create-graph.ts';

const clock = new VirtualClock();

/** Takes 100 microseconds, every tenth call 1000; drops each fourth packet. */
const uneven = defineCalculator({
  name: 'UnevenCalculator',
  summary: 'Takes its time.',
  inputs: { '': required(any, 'In') },
  outputs: { '': required(sameAs(''), 'Out') },
  open() {
    let calls = 0;
    return {
      process(call) {
        calls += 1;
        clock.advance(calls % 10 === 0 ? 1000 : 100);
        if (calls % 4 === 0) call.drop('every fourth');
        else call.outputs[''].forward(call.inputs[''].packet);
      },
    };
  },
});

const plan = tinyPlan({
  nodes: [
    { calculator: countTo(100), name: 'source', outputs: ['a'] },
    { calculator: uneven, name: 'work', inputs: ['a'], outputs: ['b'] },
  ],
});

describe('graph.stats()', () => {
  it('tells times, drops and their reasons of a graph that profiles', async () => {
    const graph = createGraph(plan, { clock, profile: true });
    await graph.run();
    const work = graph.stats().nodes.find(node => node.name === 'work');
    expect(work).toMatchObject({ calls: 100, drops: [{ reason: 'every fourth', cause: 'overload', packets: 25 }] });
    const process = work?.time?.process;
    expect(process).toMatchObject({ count: 100, total: 90 * 100 + 10 * 1000, longest: 1000 });
    expect(Math.abs((process?.p50 ?? 0) / 100 - 1)).toBeLessThan(0.022);
    expect(Math.abs((process?.p95 ?? 0) / 1000 - 1)).toBeLessThan(0.022);
    // Fresh with each run.
    await graph.run();
    expect(graph.stats().nodes.find(node => node.name === 'work')?.time?.process.count).toBe(100);
  });

  it('reads no clock unless asked, by the caller or by the graph file', async () => {
    let reads = 0;
    const counting = { now: () => (reads += 1), sleep: () => Promise.resolve() };
    const graph = createGraph(plan, { clock: counting });
    await graph.run();
    expect(reads).toBe(0);
    expect(graph.stats().nodes[1]?.time).toBe(undefined);
    const asked = createGraph({ ...plan, config: { profiler_config: { enable_profiler: true } } }, { clock: counting });
    await asked.run();
    expect(asked.stats().nodes[1]?.time?.process.count).toBe(100);
  });

  it('counts failed calls, and those that wait for a promise, from call to result', async () => {
    const slow = defineCalculator({
      name: 'SlowCalculator',
      summary: 'Fails late.',
      inputs: { '': required(any, 'In') },
      outputs: {},
      open: () => ({
        async process() {
          await clock.sleep(40);
          throw new Error('at last');
        },
      }),
    });
    const graph = createGraph(
      tinyPlan({ inputs: ['in'], nodes: [{ calculator: slow, name: 'slow', inputs: ['in'] }] }),
      {
        clock,
        profile: true,
      },
    );
    graph.start();
    await graph.add('in', 1, 0);
    while (clock.sleeping === 0) await new Promise(setImmediate);
    clock.advance(40);
    await expect(graph.done()).rejects.toThrow('at last');
    expect(graph.stats().nodes[0]?.time?.process).toMatchObject({ count: 1, longest: 40 });
  });

  it('tells how many packets waited at most, and which were dropped as the node closed', async () => {
    const graph = createGraph(
      tinyPlan({
        inputs: ['in', 'late'],
        nodes: [{ calculator: passThrough, name: 'pass', inputs: [':0:in'], outputs: ['out'] }],
      }),
    );
    graph.start();
    graph.pause();
    for (const t of [0, 1, 2]) await graph.add('in', t, t);
    await new Promise(setImmediate);
    expect(graph.stats().nodes[0]?.inputs[0]).toMatchObject({ added: 3 });
    graph.cancel();
    await expect(graph.done()).rejects.toThrow();
    const [node] = graph.stats().nodes;
    expect(node?.inputs[0]?.peak).toBeGreaterThan(0);
    expect(node?.drops).toEqual([{ reason: 'closed', cause: 'choice', packets: node?.inputs[0]?.dropped }]);
  });

  it('refuses a drop of no number of packets', async () => {
    const bad = defineCalculator({
      name: 'BadCalculator',
      summary: 'Drops nothing sensible.',
      inputs: { '': required(any, 'In') },
      outputs: {},
      open: () => ({ process: call => call.drop('why', -1) }),
    });
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: countTo(1), outputs: ['a'] },
          { calculator: bad, inputs: ['a'] },
        ],
      }),
    );
    await expect(graph.run()).rejects.toThrow('drop("why", -1)');
  });
});
