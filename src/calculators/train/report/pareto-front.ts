import { defineCalculator, option, required } from '../../../graph/index.ts';
import { isDominated } from '../kernels/metrics/dominated.ts';
import { readNumbers } from '../tables/read-column.ts';
import { table } from '../tables/table.ts';

/** Marks the rows that no other row beats. */
export const paretoFrontCalculator = defineCalculator({
  name: 'ParetoFrontCalculator',
  summary:
    'Adds a column pareto to a table: 1 for rows that no other row beats, 0 for rows than which another is as good in every named column and better in one.',
  example: `
calculator: ParetoFrontCalculator
input_stream: TABLE:summary
output_stream: TABLE:front
options: {maximise: [accuracy], minimise: [fpr_gap]}
`,
  inputs: { TABLE: required(table, 'Rows that are compared') },
  outputs: { TABLE: required(table, 'The rows, marked') },
  options: {
    maximise: option.list(option.string({ description: 'A column' }), { description: 'More is better', default: [] }),
    minimise: option.list(option.string({ description: 'A column' }), { description: 'Less is better', default: [] }),
  },
  *check({ options }) {
    if (options.maximise.length + options.minimise.length === 0) {
      yield 'Nothing is compared. Name columns in maximise or minimise.';
    }
  },
  open: ({ options, nodeName }) => ({
    map(rows) {
      const where = `node "${nodeName}"`;
      const up = options.maximise.map(name => readNumbers(rows, name, where).data);
      const down = options.minimise.map(name => readNumbers(rows, name, where).data);
      const points = Array.from({ length: rows.rows }, (_, row) => [
        ...up.map(column => -(column[row] ?? 0)),
        ...down.map(column => column[row] ?? 0),
      ]);
      const data = Float64Array.from(points, point => Number(!isDominated(point, points)));
      return { rows: rows.rows, columns: new Map(rows.columns).set('pareto', { kind: 'number', data, shape: [] }) };
    },
  }),
});
