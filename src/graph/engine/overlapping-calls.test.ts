import { describe, expect, it } from 'vitest';
import { defineCalculator } from '../define-calculator.ts';
import { any } from '../packet-type.ts';
import { required } from '../port.ts';
import { heldCalls } from '../testing/held-calls.ts';
import { watchInvariants } from '../testing/invariants.ts';
import { packetLog } from '../testing/packet-log.ts';
import { type Block, block, countTo, lambda } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { createGraph } from './create-graph.ts';

const turn = () => new Promise(resolve => setImmediate(resolve));

describe('calls that overlap', () => {
  it('give back what later ones have made when an earlier one fails', async () => {
    const blocks: Block[] = [];
    let fail: (error: Error) => void = () => undefined;
    const make = defineCalculator({
      name: 'MakeCalculator',
      summary: 'Makes blocks; the first call fails when the others have ended.',
      inputs: { '': required(any, 'anything') },
      outputs: { '': required(block, 'blocks') },
      open: () => ({
        async process(ctx) {
          if (ctx.inputTimestamp === 0) {
            await new Promise((_, reject) => {
              fail = reject;
            });
          }
          const made = { id: ctx.inputTimestamp, released: 0 };
          blocks.push(made);
          ctx.outputs[''].emit(made);
          if (blocks.length === 2) fail(new Error('the first fails'));
        },
      }),
    });
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: countTo(3), outputs: ['a'] },
          { calculator: make, inputs: ['a'], outputs: ['b'], maxInFlight: 3 },
        ],
      }),
    );
    await expect(graph.run()).rejects.toThrow('the first fails');
    expect(blocks.map(one => one.released)).toEqual([1, 1]);
    expect(graph.stats().live).toBe(0);
  });

  it('are as many as max_in_flight, and deliver in input order', async () => {
    const { calculator, letGo, waiting } = heldCalls(turn);
    const graph = createGraph(
      tinyPlan({ inputs: ['x'], nodes: [{ calculator, inputs: ['x'], outputs: ['y'], maxInFlight: 3 }] }),
    );
    const { y } = packetLog(graph, ['y']);
    graph.start();
    for (const t of [1, 2, 3, 4, 5]) await graph.add('x', t * 10, t);
    await turn();
    expect(waiting.length).toBe(3);
    await letGo(2);
    expect(y).toEqual([]);
    await letGo(0);
    expect(y).toEqual([[1, 10]]);
    await letGo(0);
    expect(y).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
    ]);
    await letGo(1);
    await letGo(0);
    expect(y?.length).toBe(5);
    graph.closeAllInputs();
    await graph.done();
  });

  it('do not close before all have returned', async () => {
    const { calculator, letGo } = heldCalls(turn);
    const graph = createGraph(
      tinyPlan({ inputs: ['x'], nodes: [{ calculator, inputs: ['x'], outputs: ['y'], maxInFlight: 2 }] }),
    );
    const { y } = packetLog(graph, ['y']);
    graph.start();
    await graph.add('x', 1, 1);
    await graph.add('x', 2, 2);
    graph.closeAllInputs();
    await letGo(1);
    expect(graph.status).toBe('running');
    await letGo(0);
    await graph.done();
    expect(y).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('give everything back when one of them fails', async () => {
    const { calculator, letGo, waiting } = heldCalls(turn);
    const graph = createGraph(
      tinyPlan({
        inputs: ['x'],
        nodes: [
          { calculator, inputs: ['x'], outputs: ['y'], maxInFlight: 4 },
          { calculator: lambda(() => Promise.reject(new Error('broken'))), inputs: ['x'] },
        ],
      }),
    );
    const checkLaws = watchInvariants(graph);
    graph.start();
    await graph.add('x', 1, 1);
    await turn();
    while (waiting.length > 0) await letGo();
    await expect(graph.done()).rejects.toThrow('broken');
    checkLaws();
  });
});
