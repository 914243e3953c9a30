import type { Matrix } from '../matrix.ts';
import type { LossValue } from './loss-value.ts';
import { type DistanceKind, distanceGradient, pairDistances } from './pair-distances.ts';
import { sigmoid, softplus } from './transform.ts';
import { unitRows } from './unit-rows.ts';

/** Which triplets count, by D(anchor, negative) - D(anchor, positive). */
export type TripletMining =
  /** Every valid triplet. */
  | 'all'
  /** Above 0 and at most the margin. */
  | 'semi_hard'
  /** At most 0: the negative is nearer. */
  | 'hard'
  /** Above the margin. */
  | 'easy'
  /** At most the margin: those that a plain hinge does not call 0. */
  | 'violating'
  /** For each anchor the farthest positive and the nearest negative. Hermans et al., 2017. */
  | 'batch_hard';

/** How the triplet loss is measured. */
export interface TripletOptions {
  readonly margin: number;
  readonly distance: DistanceKind;
  readonly mining: TripletMining;
  /** Mean over the triplets that are not 0, or over all that were mined. */
  readonly reduction: 'nonzero' | 'mean';
  /** log(1 + e^x) in place of max(0, x). */
  readonly smooth?: boolean;
  /** Whether rows are scaled to length 1 first. Default true. */
  readonly normalise?: boolean;
}

/** A triplet of rows. */
export type Triplet = readonly [anchor: number, positive: number, negative: number];

/** The triplet loss of labelled embeddings: max(0, D(a, p) - D(a, n) + margin). 0 without a triplet. Schroff et al., 2015. */
export function tripletLoss(embeddings: Matrix, labels: ArrayLike<number>, options: TripletOptions): LossValue {
  const unit = options.normalise === false ? undefined : unitRows(embeddings);
  const points = unit?.rows ?? embeddings;
  const distances = pairDistances(options.distance, points);
  const triplets = mineTriplets(distances, labels, options.mining, options.margin);
  const n = embeddings.rows;
  const pull = new Float64Array(n * n);
  let sum = 0;
  let nonzero = 0;
  for (const [a, p, q] of triplets) {
    const x = distances.data[a * n + p]! - distances.data[a * n + q]! + options.margin;
    const loss = options.smooth === true ? softplus(x) : Math.max(0, x);
    if (loss <= 0) continue;
    nonzero++;
    sum += loss;
    const slope = options.smooth === true ? sigmoid(x) : 1;
    pull[a * n + p] = pull[a * n + p]! + slope;
    pull[a * n + q] = pull[a * n + q]! - slope;
  }
  const count = options.reduction === 'nonzero' ? nonzero : triplets.length;
  const scale = count > 0 ? 1 / count : 0;
  for (let i = 0; i < pull.length; i++) pull[i] = pull[i]! * scale;
  const gradient = distanceGradient(options.distance, points, distances, pull);
  return {
    value: sum * scale,
    gradients: [unit === undefined ? gradient : unit.back(gradient)],
    figures: { triplets: triplets.length, nonzero_triplets: nonzero },
  };
}

/** The triplets of a batch that a mining rule takes, by anchor, positive, negative. */
export function mineTriplets(
  distances: Matrix,
  labels: ArrayLike<number>,
  mining: TripletMining,
  margin: number,
): readonly Triplet[] {
  if (mining === 'batch_hard') return hardestTriplets(distances, labels);
  const n = distances.rows;
  const found: Triplet[] = [];
  for (let a = 0; a < n; a++) {
    for (let p = 0; p < n; p++) {
      if (p === a || labels[p] !== labels[a]) continue;
      for (let q = 0; q < n; q++) {
        if (labels[q] === labels[a]) continue;
        if (isMined(mining, distances.data[a * n + q]! - distances.data[a * n + p]!, margin)) found.push([a, p, q]);
      }
    }
  }
  return found;
}

function isMined(mining: Exclude<TripletMining, 'batch_hard'>, gap: number, margin: number): boolean {
  switch (mining) {
    case 'all':
      return true;
    case 'semi_hard':
      return gap > 0 && gap <= margin;
    case 'hard':
      return gap <= 0;
    case 'easy':
      return gap > margin;
    case 'violating':
      return gap <= margin;
  }
}

function hardestTriplets(distances: Matrix, labels: ArrayLike<number>): readonly Triplet[] {
  const n = distances.rows;
  const found: Triplet[] = [];
  for (let a = 0; a < n; a++) {
    let positive = -1;
    let negative = -1;
    for (let i = 0; i < n; i++) {
      if (i === a) continue;
      const d = distances.data[a * n + i]!;
      if (labels[i] === labels[a]) {
        if (positive < 0 || d > distances.data[a * n + positive]!) positive = i;
      } else if (negative < 0 || d < distances.data[a * n + negative]!) negative = i;
    }
    if (positive >= 0 && negative >= 0) found.push([a, positive, negative]);
  }
  return found;
}
