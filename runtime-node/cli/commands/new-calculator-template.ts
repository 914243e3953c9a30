import type { NewFile, NewName } from './new-file.ts';

/** A calculator that scales numbers, and its tests: to be changed into what is wanted. */
export function calculatorTemplate({ kebab, pascal, camel }: NewName): readonly NewFile[] {
  const value = `${camel}Calculator`;
  return [
    {
      name: `${kebab}.ts`,
      text: `import { defineCalculator, number, option, required } from 'millrace';

/** Multiplies each number by the option \`factor\`. A time without a number gives nothing. */
export const ${value} = defineCalculator({
  name: '${pascal}Calculator',
  summary: 'Multiplies each number by a factor.',
  inputs: { VALUE: required(number, 'The numbers') },
  outputs: { VALUE: required(number, 'The numbers times the factor') },
  options: { factor: option.number({ description: 'What each number is multiplied by', default: 2 }) },
  open: opened => {
    // State of one run lives here, between open and close.
    const { factor } = opened.options;
    return {
      process(ctx) {
        const { value } = ctx.inputs.VALUE;
        if (value !== undefined) ctx.outputs.VALUE.emit(value * factor);
      },
    };
  },
});
`,
    },
    {
      name: `${kebab}.test.ts`,
      text: `import { calculatorConformance, runCalculator } from 'millrace/testing';
import { expect, it } from 'vitest';
import { ${value} } from './${kebab}.ts';

it('multiplies by the factor, at the time of the input', async () => {
  const { outputs } = await runCalculator(${value}, {
    inputs: { VALUE: [[0, 1], [1000, 2.5]] },
    options: { factor: 4 },
  });
  expect(outputs['VALUE']).toEqual([[0, 4], [1000, 10]]);
});

// The rules that every calculator keeps: documented, deterministic, no leak, survives cancelling.
for (const test of calculatorConformance(${value}, {
  cases: { 'three numbers': { inputs: { VALUE: [[0, 1], [1, 2], [2, 3]] } } },
})) {
  it(test.name, test.run);
}
`,
    },
  ];
}
