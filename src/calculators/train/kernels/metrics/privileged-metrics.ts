import { confusion, confusionRates } from './confusion.ts';

/** Comparisons with a privileged group, by the names of AIF360: signed differences are unprivileged minus privileged. */
export function privilegedMetrics(
  truth: readonly number[],
  decision: readonly number[],
  groups: readonly (string | number)[],
  privileged: string | number,
): Readonly<Record<string, number>> {
  const side = (inside: boolean) => {
    const rows = groups.flatMap((group, i) => ((group === privileged) === inside ? [i] : []));
    return confusionRates(
      confusion(
        rows.map(i => truth[i]!),
        rows.map(i => decision[i]!),
      ),
    );
  };
  const [all, priv, unpriv] = [confusionRates(confusion(truth, decision)), side(true), side(false)];
  const fpr = unpriv.fpr - priv.fpr;
  const tpr = unpriv.tpr - priv.tpr;
  return {
    accuracy: all.accuracy,
    accuracy_priv: priv.accuracy,
    accuracy_unpriv: unpriv.accuracy,
    average_abs_odds_difference: (Math.abs(fpr) + Math.abs(tpr)) / 2,
    average_odds_difference: (fpr + tpr) / 2,
    disparate_impact: unpriv.selection_rate / priv.selection_rate,
    equal_opportunity_difference: tpr,
    error_rate_difference: priv.accuracy - unpriv.accuracy,
    false_negative_rate: all.fnr,
    false_negative_rate_difference: unpriv.fnr - priv.fnr,
    false_positive_rate: all.fpr,
    false_positive_rate_priv: priv.fpr,
    false_positive_rate_unpriv: unpriv.fpr,
    false_positive_rate_difference: fpr,
    statistical_parity_difference: unpriv.selection_rate - priv.selection_rate,
    generalized_entropy_index: entropyIndex(truth, decision, 2),
    theil_index: entropyIndex(truth, decision, 1),
    selection_rate: all.selection_rate,
  };
}

/**
 * The generalised entropy index of the benefits b = decision - truth + 1: how unevenly errors are spread over individuals.
 * Speicher et al., 2018. `alpha` 1 is the Theil index; other values must not be 0.
 */
export function entropyIndex(truth: ArrayLike<number>, decision: ArrayLike<number>, alpha: number): number {
  const n = truth.length;
  const benefits = Array.from({ length: n }, (_, i) => decision[i]! - truth[i]! + 1);
  const mean = benefits.reduce((sum, b) => sum + b, 0) / n;
  let sum = 0;
  for (const b of benefits) {
    const share = b / mean;
    if (alpha === 1) sum += share > 0 ? share * Math.log(share) : 0;
    else sum += share ** alpha - 1;
  }
  return alpha === 1 ? sum / n : sum / (n * alpha * (alpha - 1));
}
