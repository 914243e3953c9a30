import { defineCalculator, MillraceError, option, repeated, required } from '../../../graph/index.ts';
import { concatTables } from '../tables/concat-tables.ts';
import { takeRows } from '../tables/take-rows.ts';
import { type Batch, batch } from './batch.ts';

/** Puts the batches of groups together. */
export const packBatchesCalculator = defineCalculator({
  name: 'PackBatchesCalculator',
  summary:
    'Puts batches of one step together as one, the rows of the first before those of the second, with a column membership: 1 for rows of the first batch, 0 for the others.',
  example: `
calculator: PackBatchesCalculator
input_stream: [BATCH:0:sensitive, BATCH:1:nonsensitive]
output_stream: BATCH:min_diff
`,
  inputs: { BATCH: repeated(batch, 'The batches, with the same columns', { min: 2 }) },
  outputs: { BATCH: required(batch, 'All rows') },
  options: {
    membership: option.string({ description: 'The name of the column', default: 'membership' }),
  },
  open: () => ({
    process({ inputs, outputs, options, nodeName }) {
      const given = inputs.BATCH.map(one => one.value);
      const [first] = given;
      const batches = given.filter(one => one !== undefined);
      if (first === undefined || batches.length < given.length) {
        throw new MillraceError(
          'FAILED_PRECONDITION',
          `node "${nodeName}": BATCH:${given.indexOf(undefined)} has no batch at this step. Give every batch source as many batches.`,
        );
      }
      const parts = batches.map(one => takeRows(one.table, one.rows));
      const packed = concatTables(parts, `node "${nodeName}"`);
      const membership = Float64Array.from({ length: packed.rows }, (_, i) => (i < first.rows.length ? 1 : 0));
      const result: Batch = {
        ...first,
        table: {
          rows: packed.rows,
          columns: new Map(packed.columns).set(options.membership, { kind: 'number', data: membership, shape: [] }),
        },
        rows: Array.from({ length: packed.rows }, (_, i) => i),
        ids: batches.flatMap(one => one.ids),
      };
      outputs.BATCH.emit(result);
    },
  }),
});
