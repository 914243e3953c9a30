import type { Matrix } from '../matrix.ts';
import type { LossValue } from './loss-value.ts';
import { addKernelGradient, kernelMatrix, type MinDiffKernel } from './min-diff-kernel.ts';
import { rowWeights } from './row-weights.ts';

/** What measures the dependence between score and group. */
export type MinDiffKind = 'mmd' | 'adjusted_mmd' | 'absolute_correlation';

/** A batch as the MinDiff losses see it. */
export interface MinDiffBatch {
  /** One row of scores per example, after the transform. */
  readonly scores: Matrix;
  /** 1 for members of the sensitive group, 0 for the others. */
  readonly membership: ArrayLike<number>;
  readonly weights?: ArrayLike<number> | undefined;
}

/**
 * The MinDiff losses: how much the distribution of scores differs between two groups.
 *
 * `mmd` is the squared maximum mean discrepancy E_ss k - 2 E_sn k + E_nn k, each a weighted mean over pairs that includes the
 * diagonal, 0 where a group is empty; in 0..2. `adjusted_mmd` divides it by the variances of the two means plus 0.01, as
 * a constant. `absolute_correlation` is |cov(m, p)| / (sd m * sd p) with 1e-7 added to each variance; one score per row.
 * An empty group makes a finite loss, counted in the figure `empty_groups`. Prost et al., 2019; Gretton et al., 2012.
 *
 * @throws RangeError for negative weights, or for several scores per row where a correlation is asked for.
 */
export function minDiffLoss(kind: MinDiffKind, batch: MinDiffBatch, kernel: MinDiffKernel): LossValue {
  const { scores, membership } = batch;
  const w = rowWeights(scores.rows, batch.weights);
  let inside = 0;
  for (let i = 0; i < scores.rows; i++) if (membership[i]! > 0.5) inside++;
  const figures = { empty_groups: Number(inside === 0) + Number(inside === scores.rows) };
  const loss =
    kind === 'absolute_correlation'
      ? absoluteCorrelation(scores, membership, w)
      : discrepancy(scores, membership, w, kernel, kind === 'adjusted_mmd');
  return { ...loss, figures };
}

function discrepancy(
  scores: Matrix,
  membership: ArrayLike<number>,
  w: Float64Array,
  kernel: MinDiffKernel,
  adjusted: boolean,
): LossValue {
  const n = scores.rows;
  const sensitive = shares(membership, w, 1);
  const other = shares(membership, w, 0);
  const k = kernelMatrix(kernel, scores);
  const pull = new Float64Array(n * n);
  let value = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const a = sensitive[i]! * sensitive[j]! + other[i]! * other[j]! - 2 * sensitive[i]! * other[j]!;
      pull[i * n + j] = a;
      value += a * k.data[i * n + j]!;
    }
  }
  // The denominator is held constant: minimising must not widen the variances.
  const scale = adjusted
    ? 1 / (meanVariance(membership, sensitive, k, 1) + meanVariance(membership, other, k, 0) + 0.01)
    : 1;
  for (let i = 0; i < pull.length; i++) pull[i] = pull[i]! * scale;
  const gradient = new Float64Array(scores.data.length);
  addKernelGradient(kernel, scores, k, pull, gradient);
  return { value: value * scale, gradients: [gradient] };
}

/** The weights of one group scaled to sum 1, or all 0. */
function shares(membership: ArrayLike<number>, w: Float64Array, group: number): Float64Array {
  const result = new Float64Array(w.length);
  let sum = 0;
  for (let i = 0; i < w.length; i++) if (membership[i]! > 0.5 === (group === 1)) sum += w[i]!;
  if (sum > 0) for (let i = 0; i < w.length; i++) if (membership[i]! > 0.5 === (group === 1)) result[i] = w[i]! / sum;
  return result;
}

/** The variance of a group's mean embedding: the variance of its members over their effective number. */
function meanVariance(membership: ArrayLike<number>, share: Float64Array, k: Matrix, group: number): number {
  const n = share.length;
  let diagonal = 0;
  let mean = 0;
  let squares = 0;
  let sum = 0;
  let members = 0;
  for (let i = 0; i < n; i++) {
    if (membership[i]! > 0.5 === (group === 1)) members++;
    sum += share[i]!;
    squares += share[i]! * share[i]!;
    diagonal += share[i]! * k.data[i * n + i]!;
    for (let j = 0; j < n; j++) mean += share[i]! * share[j]! * k.data[i * n + j]!;
  }
  if (sum === 0 || members === 0) return 0;
  // mean(w^2) / (members * mean(w)^2), both means over the members, those of weight 0 included.
  return ((diagonal - mean) * (squares / members)) / (members * (sum / members) ** 2);
}

function absoluteCorrelation(scores: Matrix, membership: ArrayLike<number>, w: Float64Array): LossValue {
  if (scores.columns !== 1) {
    throw new RangeError(`absolute_correlation: ${scores.columns} scores per row. Give one, or use mmd.`);
  }
  const n = scores.rows;
  const p = scores.data;
  let meanM = 0;
  let meanP = 0;
  for (let i = 0; i < n; i++) {
    meanM += w[i]! * membership[i]!;
    meanP += w[i]! * p[i]!;
  }
  let covariance = 0;
  let varianceM = 0;
  let varianceP = 0;
  for (let i = 0; i < n; i++) {
    const dm = membership[i]! - meanM;
    const dp = p[i]! - meanP;
    covariance += w[i]! * dm * dp;
    varianceM += w[i]! * dm * dm;
    varianceP += w[i]! * dp * dp;
  }
  const sdM = Math.sqrt(varianceM + 1e-7);
  const sdP = Math.sqrt(varianceP + 1e-7);
  const gradient = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const viaCovariance = (Math.sign(covariance) * w[i]! * (membership[i]! - meanM)) / (sdM * sdP);
    const viaVariance = (Math.abs(covariance) * w[i]! * (p[i]! - meanP)) / (sdM * sdP ** 3);
    gradient[i] = viaCovariance - viaVariance;
  }
  return { value: Math.abs(covariance) / (sdM * sdP), gradients: [gradient] };
}

/** Reads a loss's name: mmd, maximum_mean_discrepancy, adjusted_mmd, abs_corr, absolute_correlation, with or without `_loss`. @throws RangeError */
export function minDiffKind(name: string): MinDiffKind {
  switch (name.toLowerCase().replace(/_loss$/, '')) {
    case 'mmd':
    case 'maximum_mean_discrepancy':
      return 'mmd';
    case 'adjusted_mmd':
      return 'adjusted_mmd';
    case 'abs_corr':
    case 'absolute_correlation':
      return 'absolute_correlation';
    default:
      throw new RangeError(`loss "${name}": is unknown. Use mmd, adjusted_mmd or absolute_correlation.`);
  }
}
