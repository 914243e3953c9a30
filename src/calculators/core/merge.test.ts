import { describe, expect, it } from 'vitest';
import { createGraph, createRegistry, planGraph } from '../../graph/index.ts';
import { mergeCalculator } from './merge.ts';
import { typedLoopCalculators } from './typed-loops.ts';

describe('MergeCalculator', () => {
  it('joins streams of different types', async () => {
    const numbersOrTexts = {
      input_stream: ['texts', 'bounds'],
      node: [
        {
          calculator: 'BeginLoopStringCalculator',
          input_stream: 'ITERABLE:texts',
          output_stream: ['ITEM:a', 'BATCH_END:c'],
        },
        {
          calculator: 'BeginLoopIntCalculator',
          input_stream: 'ITERABLE:bounds',
          output_stream: ['ITEM:b', 'BATCH_END:d'],
        },
        { calculator: 'MergeCalculator', input_stream: ['a', 'b'], output_stream: 'joined' },
      ],
    };
    const graph = createGraph(
      planGraph(numbersOrTexts, { registry: createRegistry([mergeCalculator, ...typedLoopCalculators]) }),
    );
    const seen: unknown[] = [];
    graph.observe('joined', packet => seen.push(packet.value));
    graph.start();
    await graph.add('texts', ['one'], 0);
    await graph.add('bounds', [], 0);
    await graph.add('bounds', [2], 1);
    graph.closeAllInputs();
    await graph.done();
    expect(seen).toEqual(['one', 2]);
  });
});
