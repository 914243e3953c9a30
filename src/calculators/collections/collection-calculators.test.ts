import { describe, expect, it } from 'vitest';
import {
  type CalculatorRun,
  calculatorConformance,
  type InputEntry,
  runCalculator,
} from '../../graph/testing/index.ts';
import { filterCollectionCalculator } from './filter-collection.ts';
import { getVectorItemCalculator } from './get-vector-item.ts';
import { collectionCalculators } from './index.ts';
import { protoListCalculators } from './proto-lists.ts';
import { typedCollectionCalculators } from './typed-collections.ts';

const lists: readonly InputEntry[] = [
  [0, [1, 2, 3]],
  [1, [4, 5]],
  [2, [6, 7]],
];

/** One ordinary run per calculator, and what comes of it. */
const runs: Readonly<Record<string, readonly [CalculatorRun, Readonly<Record<string, unknown>>]>> = {
  ClipVectorSizeCalculator: [
    { inputs: { '': lists }, options: { max_vec_size: 1 } },
    {
      '': [
        [0, [1]],
        [1, [4]],
        [2, [6]],
      ],
    },
  ],
  CollectionHasMinSizeCalculator: [
    { inputs: { ITERABLE: lists }, options: { min_size: 3 } },
    {
      '': [
        [0, true],
        [1, false],
        [2, false],
      ],
    },
  ],
  ConcatenateVectorCalculator: [
    { inputs: { '': lists, ':1': [[1, 9]] } },
    {
      '': [
        [0, [1, 2, 3]],
        [1, [4, 5, 9]],
        [2, [6, 7]],
      ],
    },
  ],
  FilterCollectionCalculator: [
    {
      inputs: {
        ITERABLE: lists,
        CONDITION: [
          [0, [true, false, true]],
          [2, [false, false]],
        ],
      },
    },
    {
      ITERABLE: [
        [0, [1, 3]],
        [2, []],
      ],
    },
  ],
  GetVectorItemCalculator: [
    { inputs: { VECTOR: lists }, options: { item_index: 2, output_empty_on_oob: true } },
    { ITEM: [[0, 3]] },
  ],
  MergeToVectorCalculator: [
    { inputs: { '': lists, ':1': [[1, 9]] } },
    {
      '': [
        [0, [[1, 2, 3]]],
        [1, [[4, 5], 9]],
        [2, [[6, 7]]],
      ],
    },
  ],
  SplitVectorCalculator: [
    {
      inputs: { '': lists },
      outputs: ['', ':1'],
      options: {
        ranges: [
          { begin: 0, end: 1 },
          { begin: 1, end: 2 },
        ],
        element_only: true,
      },
    },
    {
      '': [
        [0, 1],
        [1, 4],
        [2, 6],
      ],
      ':1': [
        [0, 2],
        [1, 5],
        [2, 7],
      ],
    },
  ],
  VectorIndicesCalculator: [{ inputs: { VECTOR: [[0, [7, 8]]] } }, { INDICES: [[0, [0, 1]]] }],
  VectorSizeCalculator: [
    { inputs: { VECTOR: lists } },
    {
      SIZE: [
        [0, 3],
        [1, 2],
        [2, 2],
      ],
    },
  ],
};

// The typed names, and the lists that are messages, have tests of their own.
const generic = collectionCalculators.filter(
  one => !typedCollectionCalculators.includes(one) && !protoListCalculators.includes(one),
);

describe('the collection calculators', () => {
  it('are each tried', () => {
    expect(generic.map(one => one.name)).toEqual(Object.keys(runs));
  });

  for (const calculator of generic) {
    const [run, outputs] = runs[calculator.name] ?? [{}, {}];
    for (const test of calculatorConformance(calculator, { cases: { 'an ordinary run': run } }))
      it(test.name, test.run);
    it(`${calculator.name} gives what its summary says`, async () => {
      expect((await runCalculator(calculator, run)).outputs).toEqual(outputs);
    });
  }
});

it('FilterCollectionCalculator refuses lists of different lengths', async () => {
  const run = runCalculator(filterCollectionCalculator, {
    inputs: { ITERABLE: [[0, [1, 2]]], CONDITION: [[0, [true]]] },
  });
  await expect(run).rejects.toMatchObject({
    code: 'INTERNAL',
    message: expect.stringContaining('2 items and 1 conditions'),
  });
});

describe('GetVectorItemCalculator', () => {
  const item = (index: number | undefined, options: Readonly<Record<string, unknown>>) =>
    runCalculator(getVectorItemCalculator, {
      inputs: { VECTOR: [[0, ['a', 'b']]], INDEX: index === undefined ? [] : [[0, index]] },
      options,
    }).then(({ outputs }) => outputs['ITEM']);

  it('takes the index of the option where INDEX has none', async () => {
    expect(await item(1, { item_index: 0 })).toEqual([[0, 'b']]);
    expect(await item(undefined, { item_index: 0 })).toEqual([[0, 'a']]);
    expect(await item(undefined, {})).toEqual([]);
  });

  it('sends nothing past the end when asked to, and never before the first item', async () => {
    expect(await item(2, { output_empty_on_oob: true })).toEqual([]);
    await expect(item(2, {})).rejects.toThrow('Set output_empty_on_oob');
    await expect(item(-1, { output_empty_on_oob: true })).rejects.toThrow('Count from 0.');
  });
});
