import { defineCalculator, MillraceError, option, required } from '../../../graph/index.ts';
import { matchingRows } from '../batches/matching-rows.ts';
import { table } from './table.ts';
import { takeRows } from './take-rows.ts';

/** Keeps some rows of a table. */
export const selectRowsCalculator = defineCalculator({
  name: 'SelectRowsCalculator',
  summary: 'Keeps the rows of a table that meet every condition, such as those of one domain, in their order.',
  example: `
calculator: SelectRowsCalculator
input_side_packet: TABLE:people
output_side_packet: TABLE:women
options: {where: [{column: sex, in: [Female]}]}
`,
  sidePackets: { TABLE: required(table, 'All rows') },
  outputSidePackets: { TABLE: required(table, 'The rows that are kept') },
  options: {
    where: option.list(
      option.object(
        {
          column: option.string({ description: 'A column', required: true }),
          in: option.list(option.json({ description: 'A value' }), { description: 'Its values', required: true }),
        },
        { description: 'A condition' },
      ),
      { description: 'The conditions; none keeps every row', default: [] },
    ),
  },
  open({ sidePackets, outputSidePackets, options, nodeName }) {
    const where = `node "${nodeName}"`;
    const conditions = options.where.map(one => ({ column: one.column, in: one.in.map(String) }));
    const rows = matchingRows(sidePackets.TABLE, conditions, where);
    if (rows.length === 0) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${where}: none of ${sidePackets.TABLE.rows} rows meets the conditions. Change them.`,
      );
    }
    outputSidePackets.TABLE.set(takeRows(sidePackets.TABLE, rows));
    return { process() {} };
  },
});
