import { defineCalculator, MillraceError, option, optional, record, required } from '../../../graph/index.ts';
import { type Batch, batch } from '../batches/batch.ts';
import { epochTick } from '../batches/epoch-tick.ts';
import { deriveSeed } from '../kernels/chance/derive-seed.ts';
import { shuffle } from '../kernels/chance/shuffle.ts';
import { xoshiro128 } from '../kernels/chance/xoshiro128.ts';
import { table } from '../tables/table.ts';
import { labelledRows } from './labelled-rows.ts';

/** Keeps which rows have been judged. */
export const labelStoreCalculator = defineCalculator({
  name: 'LabelStoreCalculator',
  summary:
    'Sends in each round all rows that senior doctors have judged so far: some at the start, then those that SENIOR adds.',
  example: `
calculator: LabelStoreCalculator
input_stream: [ROUND:round, SENIOR:heard]
input_side_packet: TABLE:rows
output_stream: BATCH:known
options: {initial: 100, seed: 1}
`,
  inputs: {
    ROUND: required(epochTick, 'Starts a round'),
    SENIOR: optional(record, 'What the senior doctors said in the round before: {rows: numbers of rows now judged}'),
  },
  outputs: { BATCH: required(batch, 'The judged rows, ascending') },
  sidePackets: { TABLE: required(table, 'All rows, with labels') },
  options: {
    initial: option.integer({
      description: 'How many judged rows are known at the start, by chance; 0: all',
      default: 0,
      minimum: 0,
    }),
    seed: option.integer({ description: 'What the choice follows from', default: 0 }),
  },
  open({ sidePackets, options, nodeName }) {
    const where = `node "${nodeName}"`;
    const rows = sidePackets.TABLE;
    const judged = labelledRows(rows, where).slice();
    if (judged.length === 0) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${where}: no row has been judged in every aspect. Give rows label_ASPECT columns.`,
      );
    }
    const there = new Set(judged);
    shuffle(judged, xoshiro128(deriveSeed(options.seed, nodeName, 'initial')));
    let known = new Set(options.initial === 0 ? judged : judged.slice(0, options.initial));
    return {
      process({ inputs, outputs, inputTimestamp }) {
        const said = inputs.SENIOR?.value?.['rows'];
        if (Array.isArray(said)) for (const row of said as readonly unknown[]) if (isRow(row)) known.add(row);
        const round = inputs.ROUND.value;
        if (round === undefined) return;
        const chosen = [...known].sort((a, b) => a - b);
        const one: Batch = {
          epoch: round.epoch,
          step: inputTimestamp,
          last: true,
          table: rows,
          rows: chosen,
          ids: chosen,
        };
        outputs.BATCH.emit(one);
      },
      saveState: () => [...known],
      loadState(saved) {
        known = new Set(saved as readonly number[]);
      },
    };

    function isRow(row: unknown): row is number {
      return typeof row === 'number' && there.has(row);
    }
  },
});
