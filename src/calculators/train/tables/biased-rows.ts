import { defineCalculator, option, required } from '../../../graph/index.ts';
import { deriveSeed } from '../kernels/chance/derive-seed.ts';
import { normalSource } from '../kernels/chance/normal.ts';
import { xoshiro128 } from '../kernels/chance/xoshiro128.ts';
import { type Column, table } from './table.ts';

/** Makes rows of two groups, of which one is judged unfairly. */
export const biasedRowsCalculator = defineCalculator({
  name: 'BiasedRowsCalculator',
  summary:
    'Makes rows to study fairness on without a file: signal and hint tell the label, proxy tells the group (a or b), noise nothing. Harmless rows of group a look a little harmful, and some of them are labelled so: a model that is just accurate has more false positives in group a.',
  example: `
calculator: BiasedRowsCalculator
output_side_packet: TABLE:rows
options: {rows: 4000, seed: 1}
`,
  outputSidePackets: { TABLE: required(table, 'Columns signal, hint, proxy, noise, group, label') },
  options: {
    rows: option.integer({ description: 'How many', default: 4000, minimum: 1 }),
    share: option.number({ description: 'The share of group a', default: 0.4, minimum: 0, maximum: 1 }),
    likeness: option.number({
      description: 'How much harmless rows of group a look harmful, in deviations',
      default: 0.6,
    }),
    mislabelled: option.number({
      description: 'The share of harmless rows of group a that are labelled harmful',
      default: 0.15,
      minimum: 0,
      maximum: 1,
    }),
    seed: option.integer({ description: 'What all of it follows from', default: 0 }),
  },
  open({ options, outputSidePackets, nodeName }) {
    const generator = xoshiro128(deriveSeed(options.seed, nodeName, 'rows'));
    const normal = normalSource(generator);
    const numbers = { signal: [], hint: [], proxy: [], noise: [], label: [] } as Record<string, number[]>;
    const groups: string[] = [];
    for (let row = 0; row < options.rows; row++) {
      const member = generator.uniform() < options.share ? 1 : 0;
      const harmful = generator.uniform() < 0.4 ? 1 : 0;
      const wrong = member === 1 && harmful === 0 && generator.uniform() < options.mislabelled;
      numbers['signal']?.push(1.4 * harmful + options.likeness * member * (1 - harmful) + normal());
      numbers['hint']?.push(harmful + normal());
      numbers['proxy']?.push(1.5 * member + normal());
      numbers['noise']?.push(normal());
      numbers['label']?.push(wrong ? 1 : harmful);
      groups.push(member === 1 ? 'a' : 'b');
    }
    outputSidePackets.TABLE.set({
      rows: options.rows,
      columns: new Map<string, Column>([
        ...Object.entries(numbers).map(([name, values]): [string, Column] => [
          name,
          { kind: 'number', data: Float64Array.from(values), shape: [] },
        ]),
        ['group', { kind: 'text', values: groups }],
      ]),
    });
    return { process() {} };
  },
});
