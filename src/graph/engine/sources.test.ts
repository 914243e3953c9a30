import { describe, expect, it } from 'vitest';
import { STOP } from '../calculator.ts';
import { defineCalculator } from '../define-calculator.ts';
import { any } from '../packet-type.ts';
import { required } from '../port.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { createGraph } from './create-graph.ts';

describe('sources', () => {
  const named = (name: string, order?: number) =>
    defineCalculator({
      name: 'NamedCalculator',
      summary: 'Emits its name three times.',
      outputs: { '': required(any, 'a') },
      open: () => {
        let n = 0;
        return {
          process(ctx) {
            ctx.outputs[''].emit(name, n);
            n += 1;
            return n === 3 ? STOP : undefined;
          },
          ...(order === undefined ? {} : { sourceProcessOrder: () => order }),
        };
      },
    });

  async function order(nodes: Parameters<typeof tinyPlan>[0]['nodes']) {
    const graph = createGraph(tinyPlan({ nodes }));
    const seen: unknown[] = [];
    for (const stream of graph.plan.streams) graph.observe(stream.name, packet => seen.push(packet.value));
    await graph.run();
    return seen.join('');
  }

  it('take turns inside a layer', async () => {
    expect(
      await order([
        { calculator: named('a'), outputs: ['a'] },
        { calculator: named('b'), outputs: ['b'] },
      ]),
    ).toBe('ababab');
  });

  it('run layer after layer', async () => {
    expect(
      await order([
        { calculator: named('a'), outputs: ['a'], sourceLayer: 1 },
        { calculator: named('b'), outputs: ['b'], sourceLayer: 0 },
      ]),
    ).toBe('bbbaaa');
  });

  it('run by their own order', async () => {
    expect(
      await order([
        { calculator: named('a', 2), outputs: ['a'] },
        { calculator: named('b', 1), outputs: ['b'] },
      ]),
    ).toBe('bbbaaa');
  });

  it('name a deadlock of layers', async () => {
    const later = defineCalculator({
      name: 'LaterCalculator',
      summary: 'Makes a side packet while it runs.',
      outputs: { '': required(any, 'a') },
      outputSidePackets: { '': required(any, 'b') },
      open: () => ({
        process(ctx) {
          ctx.outputSidePackets[''].set(1);
          return STOP;
        },
      }),
    });
    const waiting = defineCalculator({
      name: 'WaitingCalculator',
      summary: 'Waits for a side packet.',
      sidePackets: { '': required(any, 'a') },
      outputs: { '': required(any, 'b') },
      open: () => ({ process: () => STOP }),
    });
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: later, outputs: ['a'], outputSidePackets: ['side'], sourceLayer: 1 },
          { calculator: waiting, sidePackets: ['side'], outputs: ['b'], sourceLayer: 0 },
        ],
      }),
    );
    await expect(graph.run()).rejects.toMatchObject({ code: 'UNKNOWN', message: expect.stringContaining('deadlock') });
  });
});
