import { describe, expect, it } from 'vitest';
import { STOP } from '../calculator.ts';
import { defineCalculator } from '../define-calculator.ts';
import { NodeError } from '../errors.ts';
import { any } from '../packet-type.ts';
import { integer } from '../packet-types/plain.ts';
import { repeated, required } from '../port.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { createGraph } from './create-graph.ts';

const pass = defineCalculator({
  name: 'PassThroughCalculator',
  summary: 'Forwards.',
  inputs: { '': repeated(any, 'a') },
  outputs: { '': repeated(any, 'b') },
  open: () => ({
    process(ctx) {
      const inputs = ctx.inputs[''];
      const outputs = ctx.outputs[''];
      for (let i = 0; i < inputs.length; i += 1) {
        const input = inputs[i];
        if (input !== undefined && !input.isEmpty) outputs[i]?.forward(input.packet);
      }
    },
  }),
});

function counting(count: number, name = 'CountingCalculator') {
  return defineCalculator({
    name,
    summary: 'Counts.',
    outputs: { '': required(integer, 'a') },
    open: () => {
      let n = 0;
      return {
        process(ctx) {
          ctx.outputs[''].emit(n, n);
          n += 1;
          return n >= count ? STOP : undefined;
        },
      };
    },
  });
}

describe('createGraph', () => {
  it('runs a source through a chain', async () => {
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: counting(5), outputs: ['a'] },
          { calculator: pass, inputs: ['a'], outputs: ['b'] },
          { calculator: pass, inputs: ['b'], outputs: ['c'] },
        ],
      }),
    );
    const seen: unknown[] = [];
    graph.observe('c', packet => seen.push([packet.timestamp, packet.value]));
    await graph.run();
    expect(seen).toEqual([0, 1, 2, 3, 4].map(n => [n, n]));
    expect(graph.status).toBe('done');
    await graph.run();
    expect(seen.length).toBe(10);
  });

  it('takes packets at a graph input and joins two streams', async () => {
    const graph = createGraph(
      tinyPlan({ inputs: ['x', 'y'], nodes: [{ calculator: pass, inputs: ['x', 'y'], outputs: ['p', 'q'] }] }),
    );
    const seen: unknown[] = [];
    graph.observe('p', packet => seen.push(['p', packet.timestamp, packet.value]));
    graph.observe('q', packet => seen.push(['q', packet.timestamp, packet.value]));
    graph.start();
    await graph.add('x', 1, 10);
    await graph.idle();
    expect(seen).toEqual([]);
    await graph.add('y', 2, 10);
    await graph.idle();
    expect(seen).toEqual([
      ['p', 10, 1],
      ['q', 10, 2],
    ]);
    graph.closeAllInputs();
    await graph.done();
    expect(graph.status).toBe('done');
  });

  it('fails with the node, phase and timestamp', async () => {
    const failing = defineCalculator({
      name: 'FailingCalculator',
      summary: 'Fails at 3.',
      inputs: { '': required(any, 'a') },
      open: () => ({
        process(ctx) {
          if (ctx.inputTimestamp === 3) throw new Error('three.');
        },
      }),
    });
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: counting(100), outputs: ['a'] },
          { calculator: failing, inputs: ['a'], name: 'sink' },
        ],
      }),
    );
    const error = await graph.run().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(NodeError);
    expect(String(error)).toContain('node "sink" (FailingCalculator) process at 3: three.');
    expect(graph.status).toBe('failed');
  });

  it('cancels an endless source without starving the event loop', async () => {
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: counting(Number.POSITIVE_INFINITY), outputs: ['a'] },
          { calculator: pass, inputs: ['a'], outputs: ['b'] },
        ],
      }),
    );
    const done = graph.run();
    await new Promise(resolve => setImmediate(resolve));
    graph.cancel('enough');
    await expect(done).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(graph.status).toBe('cancelled');
  });
});
