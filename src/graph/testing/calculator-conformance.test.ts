import { describe, expect, it } from 'vitest';
import { defineCalculator } from '../define-calculator.ts';
import { option } from '../options/option.ts';
import { integer } from '../packet-types/plain.ts';
import { required } from '../port.ts';
import { calculatorConformance } from './calculator-conformance.ts';
import { block, passThrough } from './test-calculators.ts';

describe('a good calculator', () => {
  for (const test of calculatorConformance(passThrough, {
    cases: {
      two: {
        inputs: {
          '': [
            [0, 1],
            [5, 2],
          ],
        },
      },
    },
  })) {
    it(test.name, test.run);
  }
});

describe('what is found', () => {
  const ports = { inputs: { IN: required(integer, 'a') }, outputs: { OUT: required(integer, 'b') } };
  let count = 0;
  const cases = { one: { inputs: { IN: [[0, 1]] as const } } };

  it.each([
    [
      'a name of another form',
      defineCalculator({ ...ports, name: 'Bad', summary: 's', open: () => ({ process: () => undefined }) }),
      "is no calculator's name",
    ],
    [
      'no summary',
      defineCalculator({ ...ports, name: 'BadCalculator', summary: ' ', open: () => ({ process: () => undefined }) }),
      'has no summary',
    ],
    [
      'a default out of range',
      defineCalculator({
        name: 'BadCalculator',
        summary: 's',
        options: { n: option.number({ description: 'd', default: 7, maximum: 5 }) },
        open: () => ({ process: () => undefined }),
      }),
      'the default of the option "n" is out of its range',
    ],
    [
      'chance',
      defineCalculator({
        ...ports,
        name: 'BadCalculator',
        summary: 's',
        open: () => ({ process: ctx => ctx.outputs.OUT.emit((count += 1)) }),
      }),
      'two runs on the same input differ',
    ],
    [
      'a leak',
      defineCalculator({
        ...ports,
        name: 'BadCalculator',
        summary: 's',
        outputs: { OUT: required(block, 'b') },
        open: () => ({ process: ctx => ctx.outputs.OUT.emit({ id: 1, released: 0 }), close: () => undefined }),
      }),
      undefined,
    ],
  ])('%s', async (_what, calculator, message) => {
    const failures: string[] = [];
    for (const test of calculatorConformance(calculator, { cases })) {
      await test.run().catch((error: unknown) => failures.push(String(error)));
    }
    if (message === undefined) expect(failures).toEqual([]);
    else expect(failures.join('\n')).toContain(message);
  });
});
