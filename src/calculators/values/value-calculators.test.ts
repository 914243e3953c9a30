import { describe, expect, it } from 'vitest';
import { type CalculatorRun, calculatorConformance, runCalculator } from '../../graph/testing/index.ts';
import { valueCalculators } from './index.ts';
import { stringToIntCalculators } from './string-to-int.ts';
import { thresholdingCalculator } from './thresholding.ts';

const face = { label: ['a'], score: [0.5], location_data: { relative_bounding_box: { width: 0.5, height: 0.5 } } };

/** One ordinary run per calculator, and what comes of it. */
const runs: Readonly<Record<string, readonly [CalculatorRun, Readonly<Record<string, unknown>>]>> = {
  LogicCalculator: [
    { inputs: { '': [[0, true]], ':1': [[0, false]] }, options: { op: 'XOR', negate: true } },
    { '': [[0, false]] },
  ],
  NonMaxSuppressionCalculator: [{ inputs: { '': [[0, [face]]] } }, { '': [[0, [face]]] }],
  NonZeroCalculator: [{ inputs: { INPUT: [[0, 0.5]] } }, { OUTPUT: [[0, 1]], OUTPUT_BOOL: [[0, true]] }],
  StringToIntCalculator: [{ sidePackets: { '': ' -12 ' } }, {}],
  StringToInt32Calculator: [{ sidePackets: { '': '-2147483648' } }, {}],
  StringToInt64Calculator: [{ sidePackets: { '': '9007199254740991' } }, {}],
  StringToUintCalculator: [{ sidePackets: { '': '+7' } }, {}],
  StringToUint32Calculator: [{ sidePackets: { '': '4294967295' } }, {}],
  StringToUint64Calculator: [{ sidePackets: { '': '0' } }, {}],
  ThresholdingCalculator: [
    {
      inputs: {
        FLOAT: [
          [0, 0.9],
          [1, 0.5],
        ],
      },
      options: { threshold: 0.5 },
    },
    {
      FLAG: [
        [0, true],
        [1, false],
      ],
      ACCEPT: [[0, true]],
      REJECT: [[1, false]],
    },
  ],
  TopKScoresCalculator: [
    {
      inputs: { SCORES: [[0, [0.1, 0.9, 0.4]]] },
      sidePackets: { LABELS: 'cat\ndog\r\nowl\n' },
      options: { top_k: 2 },
    },
    {
      TOP_K_INDEXES: [[0, [1, 2]]],
      TOP_K_SCORES: [[0, [0.9, 0.4]]],
      TOP_K_LABELS: [[0, ['dog', 'owl']]],
      CLASSIFICATIONS: [
        [
          0,
          {
            classification: [
              { score: 0.9, index: 1, label: 'dog' },
              { score: 0.4, index: 2, label: 'owl' },
            ],
          },
        ],
      ],
      SUMMARY: [[0, 'dog:0.9,owl:0.4']],
    },
  ],
};

describe('the value calculators', () => {
  it('are each tried', () => {
    expect(valueCalculators.map(one => one.name)).toEqual(Object.keys(runs));
  });

  for (const calculator of valueCalculators) {
    const [run, outputs] = runs[calculator.name] ?? [{}, {}];
    for (const test of calculatorConformance(calculator, { cases: { 'an ordinary run': run } }))
      it(test.name, test.run);
    it(`${calculator.name} gives what its summary says`, async () => {
      expect((await runCalculator(calculator, run)).outputs).toEqual(outputs);
    });
  }

  it('refuse what would mean nothing', async () => {
    const bad: readonly (readonly [string, CalculatorRun, string])[] = [
      ['LogicCalculator', {}, 'There is nothing to join.'],
      ['NonZeroCalculator', { inputs: { INPUT: [] }, outputs: [] }, 'No output is connected.'],
      [
        'ThresholdingCalculator',
        { inputs: { FLOAT: [] }, sidePackets: { THRESHOLD: 1 }, options: { threshold: 1 } },
        'The threshold is given 2 times.',
      ],
      ['TopKScoresCalculator', { inputs: { SCORES: [] }, outputs: ['TOP_K_SCORES'] }, 'Set top_k or threshold.'],
    ];
    for (const [name, run, message] of bad) {
      const calculator = valueCalculators.find(one => one.name === name);
      if (calculator !== undefined) await expect(runCalculator(calculator, run)).rejects.toThrow(message);
    }
  });
});

describe('ThresholdingCalculator', () => {
  it('compares with 0 until it has a threshold', async () => {
    const inputs: CalculatorRun['inputs'] = {
      FLOAT: [
        [0, -1],
        [1, 1],
        [2, 1],
      ],
    };
    const flags = async (more: CalculatorRun) =>
      (await runCalculator(thresholdingCalculator, { outputs: ['FLAG'], ...more })).outputs['FLAG'];
    const expected = [
      [0, false],
      [1, true],
    ];
    expect(await flags({ inputs })).toEqual([...expected, [2, true]]);
    expect(await flags({ inputs: { ...inputs, THRESHOLD: [[2, 1]] } })).toEqual([...expected, [2, false]]);
  });
});

describe('the readers of whole numbers', () => {
  const read = async (word: string, given: string): Promise<unknown> => {
    const calculator = stringToIntCalculators.find(one => one.name === `StringTo${word}Calculator`);
    if (calculator === undefined) throw new Error(`StringTo${word}Calculator is not there`);
    return (await runCalculator(calculator, { sidePackets: { '': given } })).sidePackets[''];
  };

  it('take every number of their type', async () => {
    expect(await read('Int', ' -12 ')).toBe(-12);
    expect(await read('Int32', '-2147483648')).toBe(-2_147_483_648);
    expect(await read('Int64', '9007199254740991')).toBe(9_007_199_254_740_991);
    expect(await read('Uint', '4294967295')).toBe(4_294_967_295);
    expect(await read('Uint64', '+0')).toBe(0);
  });

  it('refuse everything else', async () => {
    const wrong = [
      ...['', '1.5', '0x10', '12a', '99999999999999999999', '2147483648'].map(given => ['Int', given] as const),
      ['Uint', '-1'] as const,
      ['Uint32', '4294967296'] as const,
      ['Int64', '9007199254740992'] as const,
    ];
    for (const [word, given] of wrong) {
      await expect(read(word, given), `${word} ${given}`).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
  });
});
