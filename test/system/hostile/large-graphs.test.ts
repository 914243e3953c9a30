import { expect, it } from 'vitest';
import { judgeText } from '../../fixtures/hostile/judge-text.ts';

const many = (count: number, item: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => item(i)).join('');

/** Sizes at which steps of the check took minutes, because they compared each part with every other. */
const large: readonly (readonly [string, string])[] = [
  ['15,000 tags', `input_stream: [${many(12_000, i => `T${i}:a${i},`)}]\nnode: []`],
  [
    '3,000 nodes',
    `input_stream: a\nnode:\n${many(2800, i => `- {calculator: PassThroughCalculator, input_stream: a, output_stream: b${i}}\n`)}`,
  ],
  [
    'a node with 10,000 ports',
    `input_stream: a\nnode:\n- calculator: PassThroughCalculator\n  input_stream: [${'a,'.repeat(8000)}]\n  output_stream: [${many(8000, i => `b${i},`)}]`,
  ],
  [
    'two nodes with 4,500 inputs and outputs each',
    `input_stream: [${many(4500, i => `a${i},`)}]\nnode:\n${['a', 'b'].map((from, k) => `- calculator: PassThroughCalculator\n  input_stream: [${many(4500, i => `${from}${i},`)}]\n  output_stream: [${many(4500, i => `${'bc'[k]}${i},`)}]\n`).join('')}`,
  ],
];

it.each(large)('%s are checked in linear time', (_, text) => {
  const { faults, isValid, ms } = judgeText({ text, format: 'yaml' });
  expect({ faults, isValid }).toEqual({ faults: [], isValid: true });
  // Was 40 s, 4 s, more than a minute and half a minute.
  expect(ms).toBeLessThan(3000);
});
