import { defineCalculator, list, option, optional, record, required } from '../../../graph/index.ts';
import { batch } from '../batches/batch.ts';
import { kendallTau } from '../kernels/metrics/ranking.ts';
import { columnWidth, readColumn, readNumbers } from '../tables/read-column.ts';
import { type Table, table } from '../tables/table.ts';
import type { DoctorRank } from './doctor-rank.ts';
import type { Suggestion } from './suggestion.ts';
import { trueGap } from './true-gap.ts';

/** Says how good a ranking is. */
export const rankingReportCalculator = defineCalculator({
  name: 'RankingReportCalculator',
  summary:
    'Measures a round: judged rows; label_accuracy, the share of right aspects on rows that were not trained on; and where the doctors are known (TRUTH) tau, Kendall’s tau-b of the index, rmse and rmse_raw, the error of the shrunk and of the plain scores of aspects, and suggestion_precision, the share of suggestions for an aspect that truly is below the mean.',
  example: `
calculator: RankingReportCalculator
input_stream: [RANKING:ranking, INSIGHTS:insights, TABLE:scored, BATCH:known]
input_side_packet: TRUTH:doctors
output_stream: METRICS:metrics
options: {aspects: [greeting, advice], weights: [0.4, 0.6]}
`,
  inputs: {
    RANKING: required(list(record), 'As RankDoctorsCalculator gives it'),
    INSIGHTS: required(list(record), 'As InsightsCalculator gives them'),
    TABLE: required(table, 'The rows with labels and output'),
    BATCH: required(batch, 'The rows that were trained on'),
  },
  outputs: { METRICS: required(record, 'The figures by name') },
  sidePackets: { TRUTH: optional(table, 'A row per doctor: how often each aspect is done well') },
  options: {
    aspects: option.list(option.string({ description: 'A name' }), { description: 'What is judged', required: true }),
    weights: option.list(option.number({ description: 'A weight' }), {
      description: 'Those of RankDoctorsCalculator',
      required: true,
    }),
  },
  open({ sidePackets, options, nodeName }) {
    const where = `node "${nodeName}"`;
    const { TRUTH: truth } = sidePackets;
    return {
      process({ inputs, outputs }) {
        const rows = inputs.TABLE.value;
        if (rows === undefined) return;
        const known = inputs.BATCH.value?.rows ?? [];
        const ranking = (inputs.RANKING.value ?? []) as unknown as readonly DoctorRank[];
        const suggestions = (inputs.INSIGHTS.value ?? []) as unknown as readonly Suggestion[];
        outputs.METRICS.emit({
          judged_rows: known.length,
          label_accuracy: labelAccuracy(rows, new Set(known), where),
          suggestions: suggestions.length,
          ...(truth === undefined ? {} : beside(truth, ranking, suggestions)),
        });
      },
    };

    function beside(
      truth: Table,
      ranking: readonly DoctorRank[],
      suggestions: readonly Suggestion[],
    ): Readonly<Record<string, number>> {
      const names = readColumn(truth, 'doctor', where);
      const qualities = options.aspects.map(aspect => readNumbers(truth, aspect, where).data);
      const rowOf = (doctor: string): number => (names.kind === 'text' ? names.values.indexOf(doctor) : -1);
      const indexOf = (doctor: string): number =>
        options.weights.reduce((sum, weight, a) => sum + weight * (qualities[a]?.[rowOf(doctor)] ?? Number.NaN), 0);
      const ranked = ranking.filter(one => one.rank !== null);
      // The doctors of somebody else's consultations are not those that are known.
      if (!ranked.every(one => rowOf(one.doctor) >= 0)) return {};
      const wanted = ranked.map(one => indexOf(one.doctor));
      const rmse = (of: 'scores' | 'means'): number => {
        const errors = ranked.flatMap(one =>
          options.aspects.map(
            (aspect, a) => (one[of][aspect] ?? 0) - (qualities[a]?.[rowOf(one.doctor)] ?? Number.NaN),
          ),
        );
        return Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
      };
      const right = suggestions.filter(one => trueGap(truth, one.doctor, one.aspect, where) > 0).length;
      return {
        tau: kendallTau(
          ranked.map(one => one.index),
          wanted,
        ),
        rmse: rmse('scores'),
        rmse_raw: rmse('means'),
        suggestion_precision: suggestions.length === 0 ? Number.NaN : right / suggestions.length,
      };
    }
  },
});

function labelAccuracy(rows: Table, known: ReadonlySet<number>, where: string): number {
  const labels = readNumbers(rows, 'labels', where);
  const scores = readNumbers(rows, 'output', where);
  const width = columnWidth(labels);
  let [right, all] = [0, 0];
  for (const [i, label] of labels.data.entries()) {
    if (Number.isNaN(label) || known.has(Math.floor(i / width))) continue;
    all += 1;
    if ((scores.data[i] ?? 0) > 0.5 === label > 0.5) right += 1;
  }
  return all === 0 ? Number.NaN : right / all;
}
