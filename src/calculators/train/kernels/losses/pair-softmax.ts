import { type Matrix, zeros } from '../matrix.ts';
import type { LossValue } from './loss-value.ts';
import { addCosineGradient, cosineMatrix } from './similarity-losses.ts';
import { unitRows } from './unit-rows.ts';

/** How the confidence of a batch of pairs is measured. */
export interface PairSoftmaxOptions {
  readonly temperature: number;
  /** Whether rows are scaled to length 1 first. Default true. */
  readonly normalise?: boolean;
  /** Also from reference to query, both averaged. Default true. */
  readonly symmetric?: boolean;
  /** `log`: -log c; `linear`: 1 - c, whose gradient vanishes for pairs that are hopeless. Default `log`. */
  readonly form?: 'log' | 'linear';
  /** Weighs each pair by (1 - c)^focal, as a constant. Lin et al., 2017. Default 0: all alike. */
  readonly focal?: number;
  /** Adds this times the cosine to the logit of each wrong pair, as a constant: near ones count more. Default 0. */
  readonly hardNegativeBoost?: number;
  /** The identity of each pair: two rows of one identity are no wrong pair. */
  readonly identities?: ArrayLike<number> | undefined;
}

/**
 * Batch confidence. With S = q r^T / t, c_i = softmax_j(S_ij)[i] is the confidence that query i finds its own reference in
 * the batch; the loss drives all confidences to 1, so that easy and hard pairs both count. The N-pairs / InfoNCE family
 * (Sohn, 2016; van den Oord et al., 2018).
 *
 * Gradients by queries and references. Figures: mean_confidence, min_confidence, batch_accuracy (query to reference) and
 * temperature_gradient.
 */
export function pairSoftmaxLoss(queries: Matrix, references: Matrix, options: PairSoftmaxOptions): LossValue {
  const normalise = options.normalise !== false;
  const q = normalise ? unitRows(queries) : undefined;
  const r = normalise ? unitRows(references) : undefined;
  const left = q?.rows ?? queries;
  const right = r?.rows ?? references;
  const n = left.rows;
  const cosines = cosineMatrix(left, right);
  const pull = new Float64Array(n * n);
  const symmetric = options.symmetric !== false;
  const forward = direction(cosines, options, pull, symmetric ? 0.5 : 1, false);
  const backward = symmetric ? direction(cosines, options, pull, 0.5, true) : 0;
  let temperatureGradient = 0;
  for (let i = 0; i < pull.length; i++) temperatureGradient -= (pull[i]! * cosines.data[i]!) / options.temperature;
  const dq = zeros(n, left.columns).data as Float64Array;
  const dr = zeros(n, left.columns).data as Float64Array;
  addCosineGradient(left, right, pull, dq, dr);
  const { confidences, hits } = batchConfidence(cosines, options);
  return {
    value: symmetric ? (forward + backward) / 2 : forward,
    gradients: [q?.back(dq) ?? dq, r?.back(dr) ?? dr],
    figures: {
      mean_confidence: n > 0 ? confidences.reduce((a, b) => a + b, 0) / n : 0,
      min_confidence: n > 0 ? Math.min(...confidences) : 0,
      batch_accuracy: n > 0 ? hits / n : 0,
      temperature_gradient: temperatureGradient,
    },
  };
}

/** The confidence of each query, from the cosines of queries (rows) and references (columns), and how many are right. */
export function batchConfidence(
  cosines: Matrix,
  options: PairSoftmaxOptions,
): { readonly confidences: readonly number[]; readonly hits: number } {
  const n = cosines.rows;
  let hits = 0;
  const confidences = Array.from({ length: n }, (_, i) => {
    const soft = softRow(cosines, options, i, false);
    if (soft.every((share, j) => share <= soft[i]! || j === i)) hits++;
    return soft[i]!;
  });
  return { confidences, hits };
}

/** The softmax of a row of logits (or of a column, from the references' side). Masked pairs have share 0. */
function softRow(cosines: Matrix, options: PairSoftmaxOptions, i: number, across: boolean): Float64Array {
  const n = cosines.rows;
  const { temperature, hardNegativeBoost = 0, identities } = options;
  const logits = new Float64Array(n);
  let top = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < n; j++) {
    const masked = j !== i && identities !== undefined && identities[i] === identities[j];
    const s = cosines.data[across ? j * n + i : i * n + j]!;
    logits[j] = masked ? Number.NEGATIVE_INFINITY : s / temperature + (j === i ? 0 : hardNegativeBoost * s);
    top = Math.max(top, logits[j]!);
  }
  let sum = 0;
  for (let j = 0; j < n; j++) {
    logits[j] = Math.exp(logits[j]! - top);
    sum += logits[j]!;
  }
  return logits.map(value => value / sum);
}

/** The mean loss of one direction; adds its derivative by the cosines, times `share`, to `pull`. */
function direction(
  cosines: Matrix,
  options: PairSoftmaxOptions,
  pull: Float64Array,
  share: number,
  across: boolean,
): number {
  const n = cosines.rows;
  const focal = options.focal ?? 0;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const soft = softRow(cosines, options, i, across);
    const c = soft[i]!;
    const weight = focal > 0 ? (1 - c) ** focal : 1;
    // A confidence that has underflowed to 0 still has a finite loss and gradient.
    sum += weight * (options.form === 'linear' ? 1 - c : -Math.log(Math.max(c, Number.MIN_VALUE)));
    const steep = (weight * (options.form === 'linear' ? c : 1) * share) / (n * options.temperature);
    for (let j = 0; j < n; j++) {
      const at = across ? j * n + i : i * n + j;
      pull[at] = pull[at]! + steep * (soft[j]! - (i === j ? 1 : 0));
    }
  }
  return n > 0 ? sum / n : 0;
}
