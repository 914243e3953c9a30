import type { Matrix } from '../matrix.ts';
import type { LossValue } from './loss-value.ts';
import { rowWeights } from './row-weights.ts';
import { sigmoid, softmaxRow, softplus } from './transform.ts';

/** What both cross-entropies may be told. */
export interface CrossEntropyOptions {
  /** True: the outputs are logits; false: probabilities, which are kept 1e-7 away from 0 and 1. */
  readonly fromLogits: boolean;
  readonly weights?: ArrayLike<number> | undefined;
  /** How much of each target is spread evenly over the classes. Szegedy et al., 2016. */
  readonly labelSmoothing?: number;
}

const EPSILON = 1e-7;

/** Binary cross-entropy: mean over the columns, weighted mean over the rows. Targets in 0..1, of the outputs' shape. */
export function binaryCrossEntropy(
  outputs: Matrix,
  targets: ArrayLike<number>,
  options: CrossEntropyOptions,
): LossValue {
  const { rows, columns, data } = outputs;
  const w = rowWeights(rows, options.weights);
  const smoothing = options.labelSmoothing ?? 0;
  const gradient = new Float64Array(data.length);
  let value = 0;
  for (let r = 0; r < rows; r++) {
    const share = w[r]! / columns;
    for (let i = r * columns; i < (r + 1) * columns; i++) {
      const y = targets[i]! * (1 - smoothing) + 0.5 * smoothing;
      if (options.fromLogits) {
        const x = data[i]!;
        value += share * (softplus(x) - y * x);
        gradient[i] = share * (sigmoid(x) - y);
      } else {
        const p = Math.min(1 - EPSILON, Math.max(EPSILON, data[i]!));
        value -= share * (y * Math.log(p) + (1 - y) * Math.log(1 - p));
        gradient[i] = share * ((1 - y) / (1 - p) - y / p);
      }
    }
  }
  return { value, gradients: [gradient] };
}

/** Categorical cross-entropy over the columns, weighted mean over the rows. Targets: one distribution per row. */
export function categoricalCrossEntropy(
  outputs: Matrix,
  targets: ArrayLike<number>,
  options: CrossEntropyOptions,
): LossValue {
  const { rows, columns, data } = outputs;
  const w = rowWeights(rows, options.weights);
  const smoothing = options.labelSmoothing ?? 0;
  const gradient = new Float64Array(data.length);
  const soft = new Float64Array(data.length);
  let value = 0;
  for (let r = 0; r < rows; r++) {
    const from = r * columns;
    const logSum = options.fromLogits ? softmaxRow(data, soft, from, columns) : 0;
    let mass = 0;
    for (let i = from; i < from + columns; i++) {
      const y = targets[i]! * (1 - smoothing) + smoothing / columns;
      mass += y;
      if (options.fromLogits) {
        value += w[r]! * y * (logSum - data[i]!);
        gradient[i] = -w[r]! * y;
      } else {
        const p = Math.min(1 - EPSILON, Math.max(EPSILON, data[i]!));
        value -= w[r]! * y * Math.log(p);
        gradient[i] = (-w[r]! * y) / p;
      }
    }
    if (options.fromLogits) {
      for (let i = from; i < from + columns; i++) gradient[i] = gradient[i]! + w[r]! * mass * soft[i]!;
    }
  }
  return { value, gradients: [gradient] };
}
