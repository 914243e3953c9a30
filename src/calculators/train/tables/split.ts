import { defineCalculator, MillraceError, option, repeated, required } from '../../../graph/index.ts';
import { deriveSeed } from '../kernels/chance/derive-seed.ts';
import { shuffle, shuffledIndices } from '../kernels/chance/shuffle.ts';
import { xoshiro128 } from '../kernels/chance/xoshiro128.ts';
import { readColumn } from './read-column.ts';
import { type Table, table } from './table.ts';
import { takeRows } from './take-rows.ts';

/** Divides a table. */
export const splitCalculator = defineCalculator({
  name: 'SplitCalculator',
  summary:
    'Divides the rows of a table at random into parts, the same for the same seed; with stratify each class by itself. A part has floor(share * n) rows, the last one the rest, or as many as counts says.',
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
      default: [],
    }),
    counts: option.list(option.integer({ description: 'How many rows', minimum: 0 }), {
      description: 'The rows of each part, in place of shares; 0: all that the others leave. Not with stratify',
    }),
    stratify: option.string({ description: 'A column: each of its values is divided by itself' }),
    seed: option.integer({ description: 'What the division follows from', default: 0 }),
  },
  *check({ options, outputSidePackets }) {
    const { shares, counts } = options;
    const sizes = counts ?? shares;
    if (sizes.length !== outputSidePackets('PART')) {
      yield `${outputSidePackets('PART')} parts are connected, ${sizes.length} ${counts === undefined ? 'shares' : 'counts'} given. Give one for each.`;
    }
    if (counts !== undefined && (shares.length > 0 || options.stratify !== undefined)) {
      yield 'counts stands beside shares or stratify. Leave one of them out.';
    }
    if ((counts ?? []).filter(count => count === 0).length > 1)
      yield 'Two parts are to have the rest. Give one of them a count.';
    if (options.shares.reduce((sum, one) => sum + one, 0) > 1 + 1e-9) {
      yield 'The shares are more than 1 together. Lower them.';
    }
  },
  open({ sidePackets, outputSidePackets, options, nodeName }) {
    const whole = sidePackets.TABLE;
    if (options.counts !== undefined) {
      const sizes = partSizes(options.counts, whole.rows, nodeName);
      const rows = shuffledIndices(whole.rows, xoshiro128(deriveSeed(options.seed, nodeName, 'split')));
      for (const [p, size] of sizes.entries()) {
        const part = rows.splice(0, size).sort((a, b) => a - b);
        outputSidePackets.PART[p]?.set(takeRows(whole, part));
      }
      return { process() {} };
    }
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

/** The rows of each part; that of count 0 has the rest. */
function partSizes(counts: readonly number[], rows: number, nodeName: string): readonly number[] {
  const rest = rows - counts.reduce((sum, count) => sum + count, 0);
  if (rest < 0 || (rest === 0 && counts.includes(0))) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `node "${nodeName}": the counts ${counts.join(', ')} need more than the ${rows} rows there are. Lower them.`,
    );
  }
  return counts.map(count => (count === 0 ? rest : count));
}

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
