import { describe, expect, it } from 'vitest';
import { type CalculatorRun, calculatorConformance, type InputEntry } from '../../graph/testing/index.ts';
import { switchCalculators } from './index.ts';

const numbers: readonly InputEntry[] = [
  [0, 1],
  [40_000, 2],
  [80_000, 3],
];

const runs: Readonly<Record<string, CalculatorRun>> = {
  SwitchDemuxCalculator: {
    inputs: {
      SELECT: [
        [0, 0],
        [50_000, 1],
      ],
      A: numbers,
    },
    outputs: ['C0__A', 'C1__A'],
  },
  SwitchMuxCalculator: {
    inputs: {
      SELECT: [
        [0, 0],
        [50_000, 1],
      ],
      C0__A: numbers,
      C1__A: numbers,
    },
    outputs: ['A'],
  },
};

describe.each(switchCalculators)('$name', calculator => {
  const run = runs[calculator.name];
  it('has an ordinary run', () => {
    expect(run).toBeDefined();
  });
  if (run === undefined) return;
  for (const test of calculatorConformance(calculator, { cases: { 'an ordinary run': run } })) it(test.name, test.run);
});
