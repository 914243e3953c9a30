/** Counts of a two-class decision, weighted where weights were given. */
export interface Confusion {
  /** Rows, whatever their weights. */
  readonly count: number;
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}

/** The rates that follow from a confusion; 0 where nothing could be counted. */
export interface ConfusionRates extends Confusion {
  readonly tpr: number;
  readonly fpr: number;
  readonly fnr: number;
  readonly tnr: number;
  readonly selection_rate: number;
  readonly accuracy: number;
  readonly precision: number;
}

/** Counts decisions. `truth` and `decision` hold class labels; `positive` is the label that counts as positive. */
export function confusion(
  truth: ArrayLike<number>,
  decision: ArrayLike<number>,
  options: { readonly weights?: ArrayLike<number> | undefined; readonly positive?: number } = {},
): Confusion {
  const { weights, positive = 1 } = options;
  let [tp, fp, tn, fn] = [0, 0, 0, 0];
  for (let i = 0; i < truth.length; i++) {
    const w = weights?.[i] ?? 1;
    if (truth[i] === positive) {
      if (decision[i] === positive) tp += w;
      else fn += w;
    } else if (decision[i] === positive) fp += w;
    else tn += w;
  }
  return { count: truth.length, tp, fp, tn, fn };
}

/** The rates of a confusion. */
export function confusionRates(given: Confusion): ConfusionRates {
  const { count, tp, fp, tn, fn } = given;
  const total = tp + fp + tn + fn;
  return {
    count,
    tp,
    fp,
    tn,
    fn,
    tpr: ratio(tp, tp + fn),
    fpr: ratio(fp, fp + tn),
    fnr: ratio(fn, tp + fn),
    tnr: ratio(tn, fp + tn),
    selection_rate: ratio(tp + fp, total),
    accuracy: ratio(tp + tn, total),
    precision: ratio(tp, tp + fp),
  };
}

/** a / b; 0 where b is 0. */
function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}
