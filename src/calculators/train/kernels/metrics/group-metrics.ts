import { type ConfusionRates, confusion, confusionRates } from './confusion.ts';

/** How groups differ in their decisions, by the names of fairlearn. */
export interface Disparity {
  readonly demographic_parity_difference: number;
  readonly demographic_parity_ratio: number;
  readonly equal_opportunity_difference: number;
  readonly equal_opportunity_ratio: number;
  readonly fpr_difference: number;
  readonly fpr_ratio: number;
  readonly fnr_difference: number;
  readonly equalized_odds_difference_worst_case: number;
  readonly equalized_odds_difference_mean: number;
  readonly equalized_odds_ratio_worst_case: number;
  readonly equalized_odds_ratio_mean: number;
}

/** Rates of all and of each group, and how far the groups lie apart. */
export interface GroupMetrics {
  readonly overall: ConfusionRates;
  readonly by_group: Readonly<Record<string, ConfusionRates>>;
  /** The largest less the smallest rate; the smallest over the largest. */
  readonly between_groups: Disparity;
  /** The largest distance of a group from the overall rate; the smallest of g/o and o/g. */
  readonly to_overall: Disparity;
}

/** Decisions compared over groups. */
export function groupMetrics(
  truth: ArrayLike<number>,
  decision: ArrayLike<number>,
  groups: readonly (string | number)[],
  weights?: ArrayLike<number>,
): GroupMetrics {
  const rows = new Map<string, number[]>();
  groups.forEach((group, i) => {
    const name = String(group);
    const list = rows.get(name) ?? [];
    rows.set(name, list);
    list.push(i);
  });
  const pick = (values: ArrayLike<number>, at: readonly number[]): number[] => at.map(i => values[i]!);
  const overall = confusionRates(confusion(truth, decision, { weights }));
  const byGroup = Object.fromEntries(
    [...rows]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, at]) => [
        name,
        confusionRates(
          confusion(pick(truth, at), pick(decision, at), {
            weights: weights === undefined ? undefined : pick(weights, at),
          }),
        ),
      ]),
  );
  const rates = Object.values(byGroup);
  const between = (rate: keyof ConfusionRates): Gap => {
    const values = rates.map(one => one[rate]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return values.length === 0 ? { difference: 0, ratio: 1 } : { difference: high - low, ratio: quotient(low, high) };
  };
  const toOverall = (rate: keyof ConfusionRates): Gap => ({
    difference: Math.max(0, ...rates.map(one => Math.abs(one[rate] - overall[rate]))),
    ratio: Math.min(1, ...rates.map(one => quotient(...sorted(one[rate], overall[rate])))),
  });
  return { overall, by_group: byGroup, between_groups: disparity(between), to_overall: disparity(toOverall) };
}

interface Gap {
  readonly difference: number;
  readonly ratio: number;
}

function disparity(gap: (rate: keyof ConfusionRates) => Gap): Disparity {
  const [selection, tpr, fpr] = [gap('selection_rate'), gap('tpr'), gap('fpr')];
  return {
    demographic_parity_difference: selection.difference,
    demographic_parity_ratio: selection.ratio,
    equal_opportunity_difference: tpr.difference,
    equal_opportunity_ratio: tpr.ratio,
    fpr_difference: fpr.difference,
    fpr_ratio: fpr.ratio,
    fnr_difference: gap('fnr').difference,
    equalized_odds_difference_worst_case: Math.max(tpr.difference, fpr.difference),
    equalized_odds_difference_mean: (tpr.difference + fpr.difference) / 2,
    equalized_odds_ratio_worst_case: Math.min(tpr.ratio, fpr.ratio),
    equalized_odds_ratio_mean: (tpr.ratio + fpr.ratio) / 2,
  };
}

function sorted(a: number, b: number): [low: number, high: number] {
  return a < b ? [a, b] : [b, a];
}

/** The smaller over the larger; two zeros are equal. */
function quotient(low: number, high: number): number {
  return high === 0 ? 1 : low / high;
}
