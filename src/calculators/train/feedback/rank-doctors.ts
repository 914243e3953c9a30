import { defineCalculator, list, option, record, required } from '../../../graph/index.ts';
import { qualityIndex } from '../kernels/metrics/quality-index.ts';
import { quantile } from '../kernels/metrics/quantile.ts';
import { columnWidth, readColumn, readNumbers } from '../tables/read-column.ts';
import { type Table, table } from '../tables/table.ts';
import type { DoctorRank } from './doctor-rank.ts';

/** Ranks doctors by the quality of their consultations. */
export const rankDoctorsCalculator = defineCalculator({
  name: 'RankDoctorsCalculator',
  summary:
    'Ranks doctors by a quality index of 0 to 100: the mean of each aspect, shrunk towards that of all doctors as if each had prior_strength more average consultations, weighed. Ties go by name; doctors with few consultations are listed after the others, without a rank.',
  example: `
calculator: RankDoctorsCalculator
input_stream: TABLE:scored
output_stream: RANKING:ranking
options: {aspects: [greeting, advice], weights: [0.4, 0.6], prior_strength: 5}
`,
  inputs: { TABLE: required(table, 'A row per consultation: doctor, and output with a probability for each aspect') },
  outputs: { RANKING: required(list(record), 'A DoctorRank for each doctor, the best first') },
  options: {
    aspects: option.list(option.string({ description: 'A name' }), {
      description: 'What the columns of output are',
      required: true,
    }),
    weights: option.list(option.number({ description: 'A weight', minimum: 0 }), {
      description: 'What each aspect counts; sum 1',
      required: true,
    }),
    prior_strength: option.number({
      description: 'How many consultations the mean of all counts for',
      default: 5,
      minimum: 0,
    }),
    min_volume: option.integer({ description: 'Consultations that a rank needs', default: 5, minimum: 1 }),
    period: option.string({ description: 'Only the rows whose column period has this value' }),
  },
  *check({ options }) {
    if (options.aspects.length !== options.weights.length) {
      yield `${options.aspects.length} aspects and ${options.weights.length} weights are given. Give one for each.`;
    }
    if (Math.abs(options.weights.reduce((a, b) => a + b, 0) - 1) > 1e-6)
      yield 'The weights do not sum to 1. Scale them.';
  },
  open({ options, nodeName }) {
    const where = `node "${nodeName}"`;
    return { map: rows => rankingOf(rows) as unknown as Ranking };

    function rankingOf(rows: Table): readonly DoctorRank[] {
      const { aspects, weights, min_volume: least, prior_strength: priorStrength } = options;
      const groups = rowsByDoctor(rows, options.period, where);
      const names = [...groups.keys()].sort();
      const scores = readNumbers(rows, 'output', where);
      const width = columnWidth(scores);
      const means = names.map(name => meansOf(groups.get(name) ?? [], scores.data, width));
      const counts = names.map(name => groups.get(name)?.length ?? 0);
      const ranked = names.map((_, d) => d).filter(d => (counts[d] ?? 0) >= least);
      // Those who are compared make the mean that all are shrunk to.
      const compared = ranked.length > 0 ? ranked : names.map((_, d) => d);
      const found = qualityIndex({
        aspects,
        weights,
        counts: compared.map(d => counts[d] ?? 0),
        means: compared.map(d => means[d] ?? []),
        priorStrength,
      });
      const prior = aspects.map((_, a) => mean(compared.map(d => means[d]?.[a] ?? 0)));
      const entry = (d: number, place: number): DoctorRank => {
        const own = groups.get(names[d] ?? '') ?? [];
        const n = counts[d] ?? 0;
        const shrunk = aspects.map((_, a) => {
          const before = prior[a] ?? 0;
          return n + priorStrength === 0
            ? before
            : (n * (means[d]?.[a] ?? 0) + priorStrength * before) / (n + priorStrength);
        });
        const weigh = (values: readonly number[]): number =>
          100 * values.reduce((sum, value, a) => sum + value * (weights[a] ?? 0), 0);
        return {
          doctor: names[d] ?? '',
          consultations: n,
          rank: place < 0 || ranked.length === 0 ? null : place + 1,
          index: weigh(shrunk),
          raw_index: weigh(means[d] ?? []),
          percentile: place < 0 ? null : (found.percentile[compared.indexOf(d)] ?? null),
          means: byAspect(aspects, means[d] ?? []),
          scores: byAspect(aspects, shrunk),
          gaps: byAspect(
            aspects,
            shrunk.map((value, a) => (prior[a] ?? 0) - value),
          ),
          response_first: medianOf(rows, 'response_first', own, where),
          response_median: medianOf(rows, 'response_median', own, where),
          unanswered: meanOf(rows, 'unanswered', own, where),
        };
      };
      const order = found.order.map(i => compared[i] ?? 0);
      const others = names.map((_, d) => d).filter(d => !compared.includes(d));
      return [...order.map((d, place) => entry(d, place)), ...others.map(d => entry(d, -1))];
    }
  },
});

type Ranking = readonly Readonly<Record<string, unknown>>[];

function rowsByDoctor(rows: Table, period: string | undefined, where: string): ReadonlyMap<string, readonly number[]> {
  const doctors = readColumn(rows, 'doctor', where);
  const periods = period === undefined ? undefined : readColumn(rows, 'period', where);
  const groups = new Map<string, number[]>();
  for (let row = 0; row < rows.rows; row++) {
    if (periods !== undefined && String(periods.kind === 'text' ? periods.values[row] : periods.data[row]) !== period)
      continue;
    const name = String(doctors.kind === 'text' ? doctors.values[row] : doctors.data[row]);
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push(row);
  }
  return groups;
}

function meansOf(own: readonly number[], data: ArrayLike<number>, width: number): readonly number[] {
  return Array.from({ length: width }, (_, a) => mean(own.map(row => data[row * width + a] ?? 0)));
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length;
}

function byAspect(aspects: readonly string[], values: readonly number[]): Readonly<Record<string, number>> {
  return Object.fromEntries(aspects.map((aspect, a) => [aspect, values[a] ?? 0]));
}

function known(rows: Table, name: string, own: readonly number[], where: string): readonly number[] {
  if (!rows.columns.has(name)) return [];
  const { data } = readNumbers(rows, name, where);
  return own.map(row => data[row] ?? Number.NaN).filter(value => !Number.isNaN(value));
}

function medianOf(rows: Table, name: string, own: readonly number[], where: string): number | null {
  const values = known(rows, name, own, where);
  return values.length === 0 ? null : quantile(values, 0.5);
}

function meanOf(rows: Table, name: string, own: readonly number[], where: string): number {
  return mean(known(rows, name, own, where));
}
