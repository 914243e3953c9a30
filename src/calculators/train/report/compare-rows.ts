import { defineCalculator, MillraceError, option, required } from '../../../graph/index.ts';
import { matchingRows } from '../batches/matching-rows.ts';
import { readNumbers } from '../tables/read-column.ts';
import { type Column, table } from '../tables/table.ts';

/** Compares the rows of a table with one of them. */
export const compareRowsCalculator = defineCalculator({
  name: 'CompareRowsCalculator',
  summary:
    'Adds columns that compare each row with the first row that meets all conditions of baseline: the difference from it, or the share of it by which a row is lower.',
  example: `
calculator: CompareRowsCalculator
input_stream: TABLE:summary
output_stream: TABLE:compared
options:
  baseline: [{column: weight, in: [0]}]
  compare: [{column: accuracy, as: accuracy_lost, by: loss}, {column: fpr_gap, as: gap_fallen, by: fall}]
`,
  inputs: { TABLE: required(table, 'Rows that are compared') },
  outputs: { TABLE: required(table, 'The rows with the new columns') },
  options: {
    baseline: option.list(
      option.object(
        {
          column: option.string({ description: 'A column', required: true }),
          in: option.list(option.json({ description: 'A value' }), { description: 'Its values', required: true }),
        },
        { description: 'A condition' },
      ),
      { description: 'What the row that others are compared with must meet', required: true },
    ),
    compare: option.list(
      option.object(
        {
          column: option.string({ description: 'What is compared', required: true }),
          as: option.string({ description: 'The name of the new column', required: true }),
          by: option.choice(['gain', 'loss', 'fall'], {
            description:
              'gain: the value less that of the baseline; loss: the reverse; fall: loss as a share of the baseline',
            default: 'gain',
          }),
        },
        { description: 'A comparison' },
      ),
      { description: 'The new columns', required: true },
    ),
  },
  open: ({ options, nodeName }) => ({
    map(rows) {
      const where = `node "${nodeName}"`;
      const conditions = options.baseline.map(one => ({ column: one.column, in: one.in.map(String) }));
      const [first] = matchingRows(rows, conditions, where);
      if (first === undefined) {
        throw new MillraceError('NOT_FOUND', `${where}: no row meets the conditions of baseline. Change them.`);
      }
      const columns = new Map<string, Column>(rows.columns);
      for (const { column, as, by } of options.compare) {
        const { data: values } = readNumbers(rows, column, where);
        const base = values[first] ?? Number.NaN;
        const data = Float64Array.from(values, value =>
          by === 'gain' ? value - base : by === 'loss' ? base - value : (base - value) / base,
        );
        columns.set(as, { kind: 'number', data, shape: [] });
      }
      return { rows: rows.rows, columns };
    },
  }),
});
