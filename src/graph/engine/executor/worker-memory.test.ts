import { describe, expect, it } from 'vitest';
import { defineCalculator } from '../../define-calculator.ts';
import { type Image, image } from '../../packet-types/image.ts';
import { required } from '../../port.ts';
import { poolFor } from '../../testing/pool-for.ts';
import { passThrough } from '../../testing/test-calculators.ts';
import type { TinyGraph } from '../../testing/tiny-plan.ts';
import { createGraph } from '../create-graph.ts';

/** One turn after another, so that what was sent is received. */
const turns = async (count = 10) => {
  for (let i = 0; i < count; i += 1) await new Promise(resolve => setImmediate(resolve));
};

describe('memory', () => {
  const WIDTH = 64;
  interface Made {
    released: number;
  }
  const makeImage = (made: Made | undefined, n: number): Image => ({
    kind: 'cpu',
    format: 'rgba8',
    width: WIDTH,
    height: WIDTH,
    data: new Uint8Array(WIDTH * WIDTH * 4).fill(n),
    ...(made === undefined ? {} : { release: () => void (made.released += 1) }),
  });
  const brighter = defineCalculator({
    name: 'BrighterCalculator',
    summary: 'Adds one.',
    inputs: { '': required(image, 'x') },
    outputs: { '': required(image, 'y') },
    open: () => ({
      process(ctx) {
        const one = ctx.inputs[''].get();
        ctx.outputs[''].emit({ ...one, data: new Uint8Array(one.data.length).fill((one.data[0] ?? 0) + 1) } as Image);
      },
    }),
  });
  const graph: TinyGraph = {
    inputs: ['a'],
    nodes: [
      { calculator: brighter, inputs: ['a'], outputs: ['c'] },
      { calculator: passThrough, inputs: ['a'], outputs: ['b'] },
      { calculator: brighter, inputs: ['b'], outputs: ['d'] },
      { calculator: brighter, inputs: ['c'], outputs: ['e'] },
    ],
  };

  for (const memory of ['transfer', 'shared'] as const) {
    for (const pooled of [true, false]) {
      it(`reaches every reader and goes back once, ${memory}, ${pooled ? 'pooled' : 'not pooled'}`, async () => {
        const { plan, pool } = poolFor(graph, { memory });
        const running = createGraph(plan, { executors: { '': pool } });
        const seen: string[] = [];
        for (const stream of ['a', 'b', 'd', 'e']) {
          running.observe(stream, packet => {
            const { data, width } = packet.value as Image;
            seen.push(`${stream}${packet.timestamp} ${data.length / width / 4}x${data[0]}..${data.at(-1)}`);
          });
        }
        const made: Made[] = [];
        running.start();
        for (let i = 0; i < 20; i += 1) {
          const one = { released: 0 };
          made.push(one);
          await running.add('a', makeImage(pooled ? one : undefined, i), i);
          if (i % 7 === 0) await turns(4);
        }
        running.closeAllInputs();
        await running.done();
        expect(running.stats().live).toBe(0);
        if (pooled) expect(made.every(one => one.released === 1)).toBe(true);
        const expected = ['a', 'b', 'd', 'e'].flatMap((stream, i) =>
          made.map((_, n) => `${stream}${n} ${WIDTH}x${n + Math.max(0, i - 1)}..${n + Math.max(0, i - 1)}`),
        );
        expect(seen.sort()).toEqual(expected.sort());
        pool.close();
      });
    }
  }
});
