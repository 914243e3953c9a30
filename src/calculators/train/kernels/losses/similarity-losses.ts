import { type Matrix, zeros } from '../matrix.ts';
import type { LossValue } from './loss-value.ts';
import { distanceGradient, pairDistances } from './pair-distances.ts';
import { unitRows } from './unit-rows.ts';

/** Losses of labelled embeddings by the cosines between all pairs. */
export type SimilarityLoss =
  /** Each positive pair against the anchor's negatives, mean over the pairs. Chen et al., 2020 (NT-Xent). */
  | { readonly kind: 'ntxent'; readonly temperature: number }
  /** Each positive pair against all others of the anchor; mean per anchor, then over anchors. Khosla et al., 2020 (SupCon). */
  | { readonly kind: 'supcon'; readonly temperature: number }
  /** Wang et al., 2019. */
  | { readonly kind: 'multi_similarity'; readonly alpha: number; readonly beta: number; readonly base: number }
  /** Distances of positives above one margin, of negatives below another; means over those not 0. Hadsell et al., 2006. */
  | { readonly kind: 'contrastive'; readonly positiveMargin: number; readonly negativeMargin: number };

/** A loss over the pairs of a batch; rows are scaled to length 1 first. 0 for a batch without a pair that counts. */
export function similarityLoss(loss: SimilarityLoss, embeddings: Matrix, labels: ArrayLike<number>): LossValue {
  const unit = unitRows(embeddings);
  if (loss.kind === 'contrastive') return contrastive(unit, labels, loss.positiveMargin, loss.negativeMargin);
  const cosines = cosineMatrix(unit.rows, unit.rows);
  const pull = new Float64Array(cosines.data.length);
  const value =
    loss.kind === 'ntxent'
      ? ntxent(cosines, labels, loss.temperature, pull)
      : loss.kind === 'supcon'
        ? supcon(cosines, labels, loss.temperature, pull)
        : multiSimilarity(cosines, labels, loss, pull);
  const n = embeddings.rows;
  const gradient = zeros(n, embeddings.columns);
  addCosineGradient(unit.rows, unit.rows, pull, gradient.data as Float64Array, gradient.data as Float64Array);
  return { value, gradients: [unit.back(gradient.data as Float64Array)] };
}

/** The inner products of the rows of `a` with those of `b`. */
export function cosineMatrix(a: Matrix, b: Matrix): Matrix {
  const result = zeros(a.rows, b.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) {
      let sum = 0;
      for (let c = 0; c < a.columns; c++) sum += a.data[i * a.columns + c]! * b.data[j * a.columns + c]!;
      result.data[i * b.rows + j] = sum;
    }
  }
  return result;
}

/** Adds the derivatives of sum_ij pull[i, j] a_i . b_j to those of `a` and `b`. */
export function addCosineGradient(
  a: Matrix,
  b: Matrix,
  pull: Float64Array,
  da: Float64Array | Float32Array,
  db: Float64Array | Float32Array,
): void {
  const d = a.columns;
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) {
      const g = pull[i * b.rows + j]!;
      if (g === 0) continue;
      for (let c = 0; c < d; c++) {
        da[i * d + c] = da[i * d + c]! + g * b.data[j * d + c]!;
        db[j * d + c] = db[j * d + c]! + g * a.data[i * d + c]!;
      }
    }
  }
}

function ntxent({ rows: n, data: s }: Matrix, labels: ArrayLike<number>, t: number, pull: Float64Array): number {
  let sum = 0;
  let pairs = 0;
  for (let a = 0; a < n; a++) {
    for (let p = 0; p < n; p++) {
      if (p === a || labels[p] !== labels[a]) continue;
      const others = Array.from({ length: n }, (_, i) => i).filter(i => i === p || labels[i] !== labels[a]);
      if (others.length < 2) continue;
      pairs++;
      sum += logSoftmax(s, a * n, others, p, t, pull, 1);
    }
  }
  return scaled(pull, sum, pairs);
}

function supcon({ rows: n, data: s }: Matrix, labels: ArrayLike<number>, t: number, pull: Float64Array): number {
  let sum = 0;
  let anchors = 0;
  for (let a = 0; a < n; a++) {
    const others = Array.from({ length: n }, (_, i) => i).filter(i => i !== a);
    const positives = others.filter(i => labels[i] === labels[a]);
    if (positives.length === 0) continue;
    anchors++;
    for (const p of positives) {
      sum += logSoftmax(s, a * n, others, p, t, pull, 1 / positives.length);
    }
  }
  return scaled(pull, sum, anchors);
}

/** weight times minus the log of the softmax of `chosen` among `others`; adds its derivative to `pull`. */
function logSoftmax(
  s: ArrayLike<number>,
  row: number,
  others: readonly number[],
  chosen: number,
  t: number,
  pull: Float64Array,
  weight: number,
): number {
  let top = Number.NEGATIVE_INFINITY;
  for (const i of others) top = Math.max(top, s[row + i]! / t);
  let sum = 0;
  for (const i of others) sum += Math.exp(s[row + i]! / t - top);
  for (const i of others) {
    const share = Math.exp(s[row + i]! / t - top) / sum;
    pull[row + i] = pull[row + i]! + (weight * (share - (i === chosen ? 1 : 0))) / t;
  }
  return weight * (top + Math.log(sum) - s[row + chosen]! / t);
}

function multiSimilarity(
  { rows: n, data: s }: Matrix,
  labels: ArrayLike<number>,
  { alpha, beta, base }: { readonly alpha: number; readonly beta: number; readonly base: number },
  pull: Float64Array,
): number {
  let sum = 0;
  for (let a = 0; a < n; a++) {
    for (const [isPositive, rate] of [
      [true, -alpha],
      [false, beta],
    ] as const) {
      const members = Array.from({ length: n }, (_, i) => i).filter(
        i => i !== a && (labels[i] === labels[a]) === isPositive,
      );
      // log(1 + sum e^x) with the 1 as e^0 among the terms.
      let top = 0;
      for (const i of members) top = Math.max(top, rate * (s[a * n + i]! - base));
      let total = Math.exp(-top);
      for (const i of members) total += Math.exp(rate * (s[a * n + i]! - base) - top);
      if (members.length === 0) continue;
      const scale = isPositive ? alpha : beta;
      sum += (top + Math.log(total)) / scale;
      for (const i of members) {
        const share = Math.exp(rate * (s[a * n + i]! - base) - top) / total;
        pull[a * n + i] = pull[a * n + i]! + (share * rate) / scale;
      }
    }
  }
  return scaled(pull, sum, n);
}

function contrastive(
  unit: ReturnType<typeof unitRows>,
  labels: ArrayLike<number>,
  positiveMargin: number,
  negativeMargin: number,
): LossValue {
  const distances = pairDistances('euclidean', unit.rows);
  const n = distances.rows;
  const pull = new Float64Array(n * n);
  let value = 0;
  for (const isPositive of [true, false]) {
    const active: number[] = [];
    let sum = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (i === j || (labels[i] === labels[j]) !== isPositive) continue;
        const d = distances.data[i * n + j]!;
        const loss = isPositive ? d - positiveMargin : negativeMargin - d;
        if (loss <= 0) continue;
        active.push(i * n + j);
        sum += loss;
      }
    }
    if (active.length === 0) continue;
    value += sum / active.length;
    for (const at of active) pull[at] = (isPositive ? 1 : -1) / active.length;
  }
  return { value, gradients: [unit.back(distanceGradient('euclidean', unit.rows, distances, pull))] };
}

function scaled(pull: Float64Array, sum: number, count: number): number {
  const scale = count > 0 ? 1 / count : 0;
  for (let i = 0; i < pull.length; i++) pull[i] = pull[i]! * scale;
  return sum * scale;
}
