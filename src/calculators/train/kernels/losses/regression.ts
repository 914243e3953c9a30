import type { Matrix } from '../matrix.ts';
import type { LossValue } from './loss-value.ts';
import { rowWeights } from './row-weights.ts';

/** How a difference between output and target counts. */
export type RegressionKind =
  | { readonly kind: 'l1' }
  | { readonly kind: 'l2' }
  /** Quadratic up to `delta`, linear beyond. Huber, 1964. */
  | { readonly kind: 'huber'; readonly delta: number }
  /**
   * Square of the difference, which counts `alpha` times (its square alpha squared) where the output is below the target:
   * what is lost is worse than what is left. Wang et al., VoiceFilter-Lite, 2020. `alpha` 1 is L2.
   */
  | { readonly kind: 'asymmetric_l2'; readonly alpha: number };

/** A regression loss: mean over the columns, weighted mean over the rows. Targets of the outputs' shape. */
export function regressionLoss(
  outputs: Matrix,
  targets: ArrayLike<number>,
  kind: RegressionKind,
  weights?: ArrayLike<number>,
): LossValue {
  const { rows, columns, data } = outputs;
  const w = rowWeights(rows, weights);
  const gradient = new Float64Array(data.length);
  let value = 0;
  for (let r = 0; r < rows; r++) {
    const share = w[r]! / columns;
    for (let i = r * columns; i < (r + 1) * columns; i++) {
      const e = data[i]! - targets[i]!;
      const [loss, slope] = errorCost(kind, e);
      value += share * loss;
      gradient[i] = share * slope;
    }
  }
  return { value, gradients: [gradient] };
}

function errorCost(kind: RegressionKind, e: number): readonly [loss: number, slope: number] {
  switch (kind.kind) {
    case 'l1':
      return [Math.abs(e), Math.sign(e)];
    case 'l2':
      return [e * e, 2 * e];
    case 'huber':
      return Math.abs(e) <= kind.delta
        ? [0.5 * e * e, e]
        : [kind.delta * (Math.abs(e) - 0.5 * kind.delta), kind.delta * Math.sign(e)];
    case 'asymmetric_l2': {
      const g = e < 0 ? kind.alpha * e : e;
      return [g * g, 2 * g * (e < 0 ? kind.alpha : 1)];
    }
  }
}
