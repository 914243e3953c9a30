import { expect, it } from 'vitest';
import { type Calculator, createRegistry } from '../../graph/index.ts';
import { runCalculator } from '../../graph/testing/index.ts';
import { typedCollectionCalculators } from './typed-collections.ts';

const registry = createRegistry(typedCollectionCalculators);

function named(name: string): Calculator {
  const calculator = registry.get(name);
  if (calculator === undefined) throw new Error(`${name} is not there`);
  return calculator;
}

it('joins lists of one type, or single items of it', async () => {
  const { outputs } = await runCalculator(named('ConcatenateFloatVectorCalculator'), {
    inputs: { '': [[0, [0.5]]], ':1': [[0, 2]] },
  });
  expect(outputs).toEqual({ '': [[0, [0.5, 2]]] });
});

it('takes items of one type out of lists', async () => {
  const { outputs } = await runCalculator(named('GetStringVectorItemCalculator'), {
    inputs: { VECTOR: [[0, ['a', 'b']]] },
    options: { item_index: 1 },
  });
  expect(outputs).toEqual({ ITEM: [[0, 'b']] });
});

it('refuses lists of another type', async () => {
  const run = runCalculator(named('IntVectorSizeCalculator'), { inputs: { VECTOR: [[0, ['a']]] } });
  await expect(run).rejects.toThrow('list<integer>');
});

it('tells the types of its ports', () => {
  const types = ({ inputs, outputs }: Calculator): unknown =>
    [...Object.entries(inputs), ...Object.entries(outputs)].map(([tag, port]) => `${tag}:${port.type.name}`);
  expect(types(named('FilterImageCollectionCalculator'))).toEqual([
    'ITERABLE:list<image>',
    'CONDITION:list<boolean>',
    'ITERABLE:list<image>',
  ]);
  expect(types(named('MergeImagesToVectorCalculator'))).toEqual([':image', ':list<image>']);
  expect(types(named('SplitTensorVectorCalculator'))).toEqual([':list<tensor>', ':same as the untagged stream']);
});
