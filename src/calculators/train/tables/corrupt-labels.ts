import { defineCalculator, list, MillraceError, number, option, optional, required } from '../../../graph/index.ts';
import { corruptLabels } from '../kernels/chance/corrupt-labels.ts';
import { deriveSeed } from '../kernels/chance/derive-seed.ts';
import { xoshiro128 } from '../kernels/chance/xoshiro128.ts';
import { readColumn } from './read-column.ts';
import { type Column, table } from './table.ts';

/** Puts noise into labels. */
export const corruptLabelsCalculator = defineCalculator({
  name: 'CorruptLabelsCalculator',
  summary:
    'Gives floor(rate * n) random rows a random other label: for studies of robust learning and data valuation. A corrupted label is always another class.',
  example: `
calculator: CorruptLabelsCalculator
input_side_packet: TABLE:clean
output_side_packet: [TABLE:noisy, NOISY_ROWS:noisy_rows]
options: {column: income, rate: 0.2, seed: 1}
`,
  sidePackets: { TABLE: required(table, 'The rows') },
  outputSidePackets: {
    TABLE: required(table, 'The rows, some with another label'),
    NOISY_ROWS: optional(list(number), 'The numbers of the changed rows, ascending'),
  },
  options: {
    column: option.string({ description: 'The column of labels', required: true }),
    rate: option.number({ description: 'The share of rows', default: 0.2, minimum: 0, maximum: 1 }),
    seed: option.integer({ description: 'What the choice follows from', default: 0 }),
  },
  open({ sidePackets, outputSidePackets, options, nodeName }) {
    const { rows, columns } = sidePackets.TABLE;
    const where = `node "${nodeName}"`;
    const column = readColumn(sidePackets.TABLE, options.column, where);
    const values: readonly (string | number)[] = column.kind === 'text' ? column.values : Array.from(column.data);
    const classes = [...new Set(values)].sort();
    if (classes.length < 2 || values.length !== rows) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${where}: the column "${options.column}" has ${classes.length} classes in ${values.length} values. Give one label of two or more classes per row.`,
      );
    }
    const { labels, noisy } = corruptLabels(
      values.map(value => classes.indexOf(value)),
      classes.length,
      options.rate,
      xoshiro128(deriveSeed(options.seed, nodeName, 'labels')),
    );
    const changed = labels.map(label => classes[label] ?? '');
    const result: Column =
      column.kind === 'text'
        ? { kind: 'text', values: changed.map(String) }
        : { kind: 'number', data: Float64Array.from(changed, Number), shape: [] };
    outputSidePackets.TABLE.set({ rows, columns: new Map(columns).set(options.column, result) });
    outputSidePackets.NOISY_ROWS?.set(noisy);
    return { process() {} };
  },
});
