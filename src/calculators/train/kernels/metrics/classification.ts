import type { Matrix } from '../matrix.ts';

/** The column with the largest value of each row; the first of equal ones. */
export function argmaxRows({ rows, columns, data }: Matrix): number[] {
  return Array.from({ length: rows }, (_, r) => {
    let best = 0;
    for (let c = 1; c < columns; c++) if (data[r * columns + c]! > data[r * columns + best]!) best = c;
    return best;
  });
}

/** The share of rows whose class is right: one column is a probability cut at `threshold`, several are classes. */
export function accuracy(
  probabilities: Matrix,
  labels: ArrayLike<number>,
  options: { readonly threshold?: number; readonly weights?: ArrayLike<number> | undefined } = {},
): number {
  const { threshold = 0.5, weights } = options;
  const decided =
    probabilities.columns === 1
      ? Array.from(probabilities.data, p => (p > threshold ? 1 : 0))
      : argmaxRows(probabilities);
  let right = 0;
  let all = 0;
  decided.forEach((decision, i) => {
    const w = weights?.[i] ?? 1;
    all += w;
    if (decision === labels[i]) right += w;
  });
  return all === 0 ? Number.NaN : right / all;
}

/** The mean of -log of the probability given to the right class, kept 1e-15 away from 0. */
export function logLoss(probabilities: Matrix, labels: ArrayLike<number>, weights?: ArrayLike<number>): number {
  const { rows, columns, data } = probabilities;
  let sum = 0;
  let all = 0;
  for (let r = 0; r < rows; r++) {
    const w = weights?.[r] ?? 1;
    const label = labels[r]!;
    const p = columns === 1 ? (label > 0.5 ? data[r]! : 1 - data[r]!) : data[r * columns + label]!;
    sum -= w * Math.log(Math.min(1 - 1e-15, Math.max(1e-15, p)));
    all += w;
  }
  return all === 0 ? Number.NaN : sum / all;
}

/** The F1 of each class, averaged evenly over the classes that occur in labels or decisions. */
export function macroF1(decided: ArrayLike<number>, labels: ArrayLike<number>): number {
  const classes = new Set([...Array.from(decided), ...Array.from(labels)]);
  let sum = 0;
  for (const one of classes) {
    let [tp, wrong] = [0, 0];
    for (let i = 0; i < labels.length; i++) {
      if (decided[i] === one && labels[i] === one) tp++;
      else if (decided[i] === one || labels[i] === one) wrong++;
    }
    sum += (2 * tp) / (2 * tp + wrong);
  }
  return classes.size === 0 ? Number.NaN : sum / classes.size;
}
