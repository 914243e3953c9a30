import type { LossValue } from './loss-value.ts';

/** What the REINFORCE loss adds to keep exploring. */
export interface ReinforceOptions {
  /** Added inside the logarithms. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * REINFORCE for independent Bernoulli selections: -advantage * sum_i [s_i log(p_i + eps) + (1 - s_i) log(1 - p_i + eps)].
 * Williams, 1992; Yoon et al., DVRL, 2020. Figure: log_prob. The gradient is by the probabilities.
 */
export function reinforceBernoulli(
  probabilities: ArrayLike<number>,
  selected: ArrayLike<number>,
  advantage: number,
  options: ReinforceOptions = {},
): LossValue {
  const { epsilon = 1e-8 } = options;
  const gradient = new Float64Array(probabilities.length);
  let logProb = 0;
  for (let i = 0; i < gradient.length; i++) {
    const p = probabilities[i]!;
    const s = selected[i]!;
    logProb += s * Math.log(p + epsilon) + (1 - s) * Math.log(1 - p + epsilon);
    gradient[i] = -advantage * (s / (p + epsilon) - (1 - s) / (1 - p + epsilon));
  }
  // 0 - x, so that an advantage of 0 is 0 and not -0.
  return { value: 0 - advantage * logProb, gradients: [gradient], figures: { log_prob: logProb } };
}

/** max(mean - high, 0) + max(low - mean, 0): keeps the mean probability inside a band. Figure: mean. */
export function meanBand(probabilities: ArrayLike<number>, low: number, high: number): LossValue {
  const n = probabilities.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += probabilities[i]!;
  const mean = n > 0 ? sum / n : 0;
  const slope = n === 0 ? 0 : mean > high ? 1 / n : mean < low ? -1 / n : 0;
  return {
    value: n === 0 ? 0 : Math.max(mean - high, 0) + Math.max(low - mean, 0),
    gradients: [new Float64Array(n).fill(slope)],
    figures: { mean },
  };
}
