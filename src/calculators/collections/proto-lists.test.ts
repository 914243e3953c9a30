import { describe, expect, it } from 'vitest';
import { type CalculatorRun, calculatorConformance, runCalculator } from '../../graph/testing/index.ts';
import { protoListCalculators } from './proto-lists.ts';

const points = [{ x: 0 }, { x: 1 }, { x: 2 }];
const [first, second, third] = points;

function named(name: string) {
  const found = protoListCalculators.find(one => one.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

const splitRun = (options: Readonly<Record<string, unknown>>, outputs: readonly string[]): CalculatorRun => ({
  inputs: { '': [[5, { landmark: points }]] },
  options,
  outputs,
});

describe('the calculators of lists that are messages', () => {
  it('have the names that graphs of MediaPipe use', () => {
    expect(protoListCalculators.map(one => one.name)).toEqual([
      'ConcatenateClassificationListCalculator',
      'SplitClassificationListCalculator',
      'ConcatenateJointListCalculator',
      'SplitJointListCalculator',
      'ConcatenateLandmarkListCalculator',
      'SplitLandmarkListCalculator',
      'ConcatenateNormalizedLandmarkListCalculator',
      'SplitNormalizedLandmarkListCalculator',
    ]);
  });

  for (const calculator of protoListCalculators) {
    const options = calculator.name.startsWith('Split') ? { ranges: [{ begin: 0, end: 1 }] } : {};
    const run: CalculatorRun = {
      inputs: { '': [[0, { landmark: points, joint: points, classification: points }]] },
      options,
    };
    for (const test of calculatorConformance(calculator, { cases: { 'an ordinary run': run } }))
      it(test.name, test.run);
  }

  it('joins what is present, or only what is complete', async () => {
    const joined = (only_emit_if_all_present: boolean) =>
      runCalculator(named('ConcatenateNormalizedLandmarkListCalculator'), {
        inputs: {
          '': [
            [0, { landmark: [first] }],
            [1, { landmark: [third] }],
          ],
          ':1': [[0, { landmark: [second] }], [1]],
          ':2': [[0, {}], [1]],
        },
        options: { only_emit_if_all_present },
      });
    expect((await joined(false)).outputs['']).toEqual([
      [0, { landmark: [first, second] }],
      [1, { landmark: [third] }],
    ]);
    expect((await joined(true)).outputs['']).toEqual([[0, { landmark: [first, second] }]]);
  });

  it('takes apart by ranges, as items, or joined', async () => {
    const split = named('SplitLandmarkListCalculator');
    const ranges = [
      { begin: 0, end: 1 },
      { begin: 2, end: 3 },
    ];
    expect((await runCalculator(split, splitRun({ ranges }, ['', ':1']))).outputs).toEqual({
      '': [[5, { landmark: [first] }]],
      ':1': [[5, { landmark: [third] }]],
    });
    expect((await runCalculator(split, splitRun({ ranges, element_only: true }, ['', ':1']))).outputs).toEqual({
      '': [[5, first]],
      ':1': [[5, third]],
    });
    expect((await runCalculator(split, splitRun({ ranges, combine_outputs: true }, ['']))).outputs).toEqual({
      '': [[5, { landmark: [first, third] }]],
    });
    const both = { ranges, combine_outputs: true, element_only: true };
    expect((await runCalculator(split, splitRun(both, ['']))).outputs).toEqual({
      '': [[5, { landmark: [first, third] }]],
    });
  });

  it.each([
    ['INVALID_ARGUMENT', { ranges: [{ begin: 0, end: 1 }] }, ['', ':1'], /1 ranges need 1 outputs; 2 are connected/],
    ['INVALID_ARGUMENT', { ranges: [{ begin: 1, end: 1 }] }, [''], /ranges\[0\] is 1 to 1/],
    ['INVALID_ARGUMENT', { ranges: [{ begin: 0, end: 2 }], element_only: true }, [''], /ranges\[0\] holds 2 items/],
    ['INTERNAL', { ranges: [{ begin: 0, end: 1 }], combine_outputs: true }, ['', ':1'], /1 ranges need 1 outputs/],
    ['INTERNAL', { ranges: [{ begin: 0, end: 4 }] }, [''], /has 3 items, the ranges reach to 4/],
    [
      'INVALID_ARGUMENT',
      {
        ranges: [
          { begin: 0, end: 2 },
          { begin: 1, end: 3 },
        ],
        combine_outputs: true,
      },
      [''],
      /The ranges overlap/,
    ],
  ])('refuses as %s %j', async (code, options, outputs, message) => {
    const run = runCalculator(named('SplitLandmarkListCalculator'), splitRun(options, outputs));
    await expect(run).rejects.toMatchObject({ code, message: expect.stringMatching(message) as unknown });
  });
});
