import { defineCalculator, MillraceError, option, repeated, required } from '../../../graph/index.ts';
import { deriveSeed } from '../kernels/chance/derive-seed.ts';
import { shuffle } from '../kernels/chance/shuffle.ts';
import { xoshiro128 } from '../kernels/chance/xoshiro128.ts';
import { readColumn } from './read-column.ts';
import { type Table, table } from './table.ts';
import { takeRows } from './take-rows.ts';

/** Divides a table. */
export const splitCalculator = defineCalculator({
  name: 'SplitCalculator',
  summary:
    'Divides the rows of a table at random into parts, the same for the same seed; with stratify each class by itself. A part has floor(share * n) rows, the last one the rest.',
  example: `
calculator: SplitCalculator
input_side_packet: TABLE:people
output_side_packet: [PART:0:train, PART:1:valid]
options: {shares: [0.8, 0.2], stratify: income, seed: 7}
`,
  sidePackets: { TABLE: required(table, 'All rows') },
  outputSidePackets: { PART: repeated(table, 'The parts, each in the order of the table', { min: 1 }) },
  options: {
    shares: option.list(option.number({ description: 'A share', minimum: 0, maximum: 1 }), {
      description: 'The share of each part; together at most 1',
      required: true,
    }),
    stratify: option.string({ description: 'A column: each of its values is divided by itself' }),
    seed: option.integer({ description: 'What the division follows from', default: 0 }),
  },
  *check({ options, outputSidePackets }) {
    if (options.shares.length !== outputSidePackets('PART')) {
      yield `${outputSidePackets('PART')} parts are connected, ${options.shares.length} shares given. Give one for each.`;
    }
    if (options.shares.reduce((sum, one) => sum + one, 0) > 1 + 1e-9) {
      yield 'The shares are more than 1 together. Lower them.';
    }
  },
  open({ sidePackets, outputSidePackets, options, nodeName }) {
    const whole = sidePackets.TABLE;
    const parts: number[][] = options.shares.map(() => []);
    const full = options.shares.reduce((sum, one) => sum + one, 0) > 1 - 1e-9;
    for (const [i, rows] of strata(whole, options.stratify, nodeName).entries()) {
      shuffle(rows, xoshiro128(deriveSeed(options.seed, nodeName, 'split', i)));
      let at = 0;
      for (const [p, share] of options.shares.entries()) {
        const isRest = full && p === options.shares.length - 1;
        const count = isRest ? rows.length - at : Math.floor(share * rows.length + 1e-9);
        parts[p]?.push(...rows.slice(at, at + count));
        at += count;
      }
    }
    for (const [p, rows] of parts.entries()) {
      if (rows.length === 0) {
        throw new MillraceError(
          'INVALID_ARGUMENT',
          `node "${nodeName}": part ${p} has no rows of the ${whole.rows} there are. Raise its share.`,
        );
      }
      outputSidePackets.PART[p]?.set(
        takeRows(
          whole,
          rows.sort((a, b) => a - b),
        ),
      );
    }
    return { process() {} };
  },
});

/** Row numbers by the value of a column, in the order of the values' first rows. */
function strata(whole: Table, by: string | undefined, nodeName: string): number[][] {
  const all = Array.from({ length: whole.rows }, (_, i) => i);
  if (by === undefined) return [all];
  const column = readColumn(whole, by, `node "${nodeName}"`);
  const groups = new Map<string | number, number[]>();
  for (const row of all) {
    const value = (column.kind === 'text' ? column.values[row] : column.data[row]) ?? '';
    const group = groups.get(value) ?? [];
    groups.set(value, group);
    group.push(row);
  }
  return [...groups.values()];
}
