import { MillraceError } from '../../../graph/index.ts';
import { unitRows } from '../kernels/losses/unit-rows.ts';
import type { Matrix } from '../kernels/matrix.ts';
import { auc, thresholdAtFpr } from '../kernels/metrics/auc.ts';
import { accuracy, argmaxRows, logLoss, macroF1 } from '../kernels/metrics/classification.ts';
import { groupMetrics } from '../kernels/metrics/group-metrics.ts';
import { intersectionOverUnion } from '../kernels/metrics/iou.ts';
import { ksDistance } from '../kernels/metrics/ks-distance.ts';
import { meanAbsoluteError, rmspe, rootMeanSquaredError } from '../kernels/metrics/regression-metrics.ts';
import { retrieval } from '../kernels/metrics/retrieval.ts';
import { subgroupAuc } from '../kernels/metrics/subgroup-auc.ts';
import { columnWidth, readColumn, readNumbers } from '../tables/read-column.ts';
import type { NumberColumn, Table } from '../tables/table.ts';
import type { MetricSettings } from './metric-options.ts';

/** Measures one metric of outputs for the rows of a table. Several figures have names that begin with the metric's. */
export function measureMetric(
  settings: MetricSettings,
  output: Matrix,
  rows: Table,
  where: string,
): Readonly<Record<string, number>> {
  const name = settings.name ?? settings.kind;
  const target = (): NumberColumn => readNumbers(rows, settings.target, where);
  switch (settings.kind) {
    case 'accuracy':
      return { [name]: accuracy(output, classesOf(target()), settings) };
    case 'class_accuracy':
      return accuracyByGroup(settings, name, output, rows, where);
    case 'auc':
      return { [name]: auc(scoresOf(output, where), target().data) };
    case 'log_loss':
      return { [name]: logLoss(output, classesOf(target())) };
    case 'neg_log_loss':
      return { [name]: -logLoss(output, classesOf(target())) };
    case 'macro_f1':
      return { [name]: macroF1(decisions(output, settings.threshold), classesOf(target())) };
    case 'group_rates':
      return groupRates(settings, name, output, rows, where);
    case 'subgroup_auc': {
      const inside = groupsOf(settings, rows, where).map(group => (group === settings.subgroup ? 1 : 0));
      const found = subgroupAuc(scoresOf(output, where), target().data, inside);
      return Object.fromEntries(Object.entries(found).map(([figure, value]) => [`${name}.${figure}`, Number(value)]));
    }
    case 'score_distance':
      return scoreDistance(settings, name, output, rows, where);
    case 'retrieval':
      return retrievalFigures(settings, name, output, rows, where);
    case 'iou':
      return { [name]: intersectionOverUnion(output.data, target().data, settings.threshold) };
    case 'mae':
      return { [name]: meanAbsoluteError(target().data, output.data) };
    case 'rmse':
      return { [name]: rootMeanSquaredError(target().data, output.data) };
    case 'rmspe':
      return { [name]: rmspe(target().data, output.data) };
  }
}

/** The share of right decisions among the rows of each group, such as those of each class by its name. */
function accuracyByGroup(
  settings: MetricSettings,
  name: string,
  output: Matrix,
  rows: Table,
  where: string,
): Readonly<Record<string, number>> {
  const truth = classesOf(readNumbers(rows, settings.target, where));
  const right = decisions(output, settings.threshold).map((decision, i) => decision === truth[i]);
  const groups = groupsOf(settings, rows, where);
  return Object.fromEntries(
    [...new Set(groups)].sort().map(group => {
      const inside = right.filter((_, i) => groups[i] === group);
      return [`${name}.${group}`, inside.filter(Boolean).length / inside.length];
    }),
  );
}

/** Rates per group and the largest gaps between groups. */
function groupRates(
  settings: MetricSettings,
  name: string,
  output: Matrix,
  rows: Table,
  where: string,
): Readonly<Record<string, number>> {
  const scores = scoresOf(output, where);
  const truth = readNumbers(rows, settings.target, where).data;
  const at =
    settings.match_fpr === undefined ? settings.threshold : thresholdAtFpr(scores, truth, settings.match_fpr).threshold;
  const decided = Array.from(scores, score => (score > at ? 1 : 0));
  const found = groupMetrics(truth, decided, groupsOf(settings, rows, where));
  const figures: Record<string, number> = {
    [`${name}.threshold`]: at,
    [`${name}.accuracy`]: found.overall.accuracy,
    [`${name}.fpr`]: found.overall.fpr,
    [`${name}.fpr_gap`]: found.between_groups.fpr_difference,
    [`${name}.fnr_gap`]: found.between_groups.fnr_difference,
    [`${name}.selection_gap`]: found.between_groups.demographic_parity_difference,
    [`${name}.equalized_odds`]: found.between_groups.equalized_odds_difference_worst_case,
  };
  for (const [group, rates] of Object.entries(found.by_group)) {
    figures[`${name}.fpr.${group}`] = rates.fpr;
    figures[`${name}.fnr.${group}`] = rates.fnr;
  }
  return figures;
}

/** How far the distributions of two groups' scores lie apart, among the negatives and among the positives. */
function scoreDistance(
  settings: MetricSettings,
  name: string,
  output: Matrix,
  rows: Table,
  where: string,
): Readonly<Record<string, number>> {
  const scores = scoresOf(output, where);
  const truth = readNumbers(rows, settings.target, where).data;
  const groups = groupsOf(settings, rows, where);
  const [first] = [...new Set(groups)].sort();
  const of = (inside: boolean, label: number): number[] =>
    groups.flatMap((group, i) => ((group === first) === inside && truth[i] === label ? [scores[i] ?? 0] : []));
  return {
    [`${name}.negatives`]: ksDistance(of(true, 0), of(false, 0)),
    [`${name}.positives`]: ksDistance(of(true, 1), of(false, 1)),
  };
}

/** The first row of each identity is looked for among the others, by cosine. */
function retrievalFigures(
  settings: MetricSettings,
  name: string,
  output: Matrix,
  rows: Table,
  where: string,
): Readonly<Record<string, number>> {
  const identities = groupsOf(settings, rows, where);
  const places = [...new Set(identities)];
  const firsts = places.map(identity => identities.indexOf(identity));
  const isQuery = new Set(firsts);
  const others = identities.flatMap((_, i) => (isQuery.has(i) ? [] : [i]));
  const unit = unitRows(output).rows;
  const pick = (at: readonly number[]): Matrix => {
    const data = new Float64Array(at.length * unit.columns);
    at.forEach((row, i) => {
      data.set(unit.data.subarray(row * unit.columns, (row + 1) * unit.columns), i * unit.columns);
    });
    return { rows: at.length, columns: unit.columns, data };
  };
  const labels = (at: readonly number[]): number[] => at.map(i => places.indexOf(identities[i] ?? ''));
  const found = retrieval(pick(firsts), labels(firsts), pick(others), labels(others), settings.ks);
  return {
    [`${name}.mrr`]: found.mrr,
    [`${name}.median_rank`]: found.median_rank,
    ...Object.fromEntries([...found.recall].map(([k, share]) => [`${name}.recall_at_${k}`, share])),
  };
}

function groupsOf(settings: MetricSettings, rows: Table, where: string): readonly string[] {
  if (settings.by === undefined) {
    throw new MillraceError('INVALID_ARGUMENT', `${where}: ${settings.kind} needs a column. Name it by the field by.`);
  }
  const column = readColumn(rows, settings.by, where);
  return column.kind === 'text' ? column.values : Array.from(column.data, String);
}

/** One score per row: the only column, or of two the second. */
function scoresOf({ rows, columns, data }: Matrix, where: string): ArrayLike<number> {
  if (columns === 1) return data;
  if (columns === 2) return Array.from({ length: rows }, (_, r) => data[2 * r + 1] ?? 0);
  throw new MillraceError(
    'INVALID_ARGUMENT',
    `${where}: the output has ${columns} columns; this metric takes one score per row. Choose another output.`,
  );
}

function decisions(output: Matrix, threshold: number): readonly number[] {
  return output.columns === 1 ? Array.from(output.data, p => (p > threshold ? 1 : 0)) : argmaxRows(output);
}

/** Numbers of classes, from numbers or from distributions. */
function classesOf(column: NumberColumn): ArrayLike<number> {
  const columns = columnWidth(column);
  if (columns === 1) return column.data;
  return argmaxRows({ rows: column.data.length / columns, columns, data: column.data });
}
