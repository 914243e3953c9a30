import { describe, expect, it } from 'vitest';
import { passThrough } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { createGraph } from './create-graph.ts';

describe('observers', () => {
  it('come and go during a run, and fail it by throwing', async () => {
    const graph = createGraph(
      tinyPlan({ inputs: ['x'], nodes: [{ calculator: passThrough, inputs: ['x'], outputs: ['y'] }] }),
    );
    graph.start();
    await graph.add('x', 1, 1);
    await graph.idle();
    const seen: unknown[] = [];
    const end = graph.observe('y', packet => seen.push(packet.value));
    await graph.add('x', 2, 2);
    await graph.idle();
    end();
    await graph.add('x', 3, 3);
    await graph.idle();
    expect(seen).toEqual([2]);
    graph.observe('y', () => {
      throw new Error('observer broken');
    });
    await graph.add('x', 4, 4);
    await expect(graph.done()).rejects.toThrow('observer broken');
  });

  it('see what they cause themselves', async () => {
    const graph = createGraph(
      tinyPlan({ inputs: ['x'], nodes: [{ calculator: passThrough, inputs: ['x'], outputs: ['y'] }] }),
    );
    const seen: number[] = [];
    graph.observe('x', packet => {
      seen.push(packet.timestamp);
      if (packet.timestamp < 3) graph.add('x', 0, packet.timestamp + 1).catch(expect.fail);
    });
    graph.start();
    await graph.add('x', 0, 0);
    await graph.idle();
    expect(seen).toEqual([0, 1, 2, 3]);
    graph.closeAllInputs();
    await graph.done();
  });
});
