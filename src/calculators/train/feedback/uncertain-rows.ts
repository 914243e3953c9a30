import { defineCalculator, list, number, option, required } from '../../../graph/index.ts';
import { batch } from '../batches/batch.ts';
import { columnWidth, readNumbers } from '../tables/read-column.ts';
import { table } from '../tables/table.ts';

/** Chooses what to ask next. */
export const uncertainRowsCalculator = defineCalculator({
  name: 'UncertainRowsCalculator',
  summary:
    'Names the rows that a model is least sure of and nobody has judged: those of the largest mean entropy of their probabilities, the lower number first among equals. Lewis and Gale, 1994.',
  example: `
calculator: UncertainRowsCalculator
input_stream: [TABLE:scored, BATCH:known]
output_stream: ROWS:asked
options: {count: 40}
`,
  inputs: {
    TABLE: required(table, 'The rows with the probabilities of a model'),
    BATCH: required(batch, 'The rows that have been judged'),
  },
  outputs: { ROWS: required(list(number), 'Numbers of rows, the least sure first') },
  options: {
    count: option.integer({ description: 'How many', default: 40, minimum: 1 }),
    output: option.string({ description: 'The column of probabilities', default: 'output' }),
  },
  open({ options, nodeName }) {
    return {
      process({ inputs, outputs }) {
        const rows = inputs.TABLE.value;
        if (rows === undefined) return;
        const known = new Set(inputs.BATCH.value?.rows);
        const scores = readNumbers(rows, options.output, `node "${nodeName}"`);
        const width = columnWidth(scores);
        const doubt = Array.from({ length: rows.rows }, (_, row) =>
          Array.from(scores.data.subarray(row * width, (row + 1) * width), entropy).reduce((a, b) => a + b, 0),
        );
        outputs.ROWS.emit(
          doubt
            .map((_, row) => row)
            .filter(row => !known.has(row))
            .sort((a, b) => (doubt[b] ?? 0) - (doubt[a] ?? 0) || a - b)
            .slice(0, options.count),
        );
      },
    };
  },
});

function entropy(p: number): number {
  return p <= 0 || p >= 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p);
}
