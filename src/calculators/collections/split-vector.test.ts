import { expect, it } from 'vitest';
import { createGraph, createRegistry, planGraph } from '../../graph/index.ts';
import { collectionCalculators } from './index.ts';

const registry = createRegistry(collectionCalculators);
const ranges = [
  { begin: 2, end: 3 },
  { begin: 0, end: 1 },
];

it.each(['SplitVectorCalculator', 'SplitFloatVectorCalculator'])(
  '%s sends one list of all ranges, though each may be a single item',
  async calculator => {
    const graph = createGraph(
      planGraph(
        {
          input_stream: 'numbers',
          output_stream: 'chosen',
          node: [
            { calculator: 'ConcatenateFloatVectorCalculator', input_stream: 'numbers', output_stream: 'all' },
            {
              calculator,
              input_stream: 'all',
              output_stream: 'chosen',
              options: { ranges, element_only: true, combine_outputs: true },
            },
          ],
        },
        { registry },
      ),
    );
    const seen: unknown[] = [];
    graph.observe('chosen', packet => void seen.push(packet.value));
    graph.start();
    await graph.add('numbers', [1, 2, 3], 0);
    graph.closeAllInputs();
    await graph.done();
    expect(seen).toEqual([[3, 1]]);
  },
);
