import type { Matrix } from '../matrix.ts';
import { type LinearFit, linearScores } from './logistic-newton.ts';
import { solvePositive } from './solve-positive.ts';

/** Ridge regression in closed form: minimises sum_i w_i (y_i - coef . x_i - intercept)^2 + l2 |coef|^2. Hoerl, 1970. */
export function fitRidge(
  x: Matrix,
  y: ArrayLike<number>,
  options: { readonly l2: number; readonly weights?: ArrayLike<number> | undefined },
): LinearFit {
  const d = x.columns;
  const size = d + 1;
  const a = new Float64Array(size * size);
  const b = new Float64Array(size);
  for (let r = 0; r < x.rows; r++) {
    const w = options.weights?.[r] ?? 1;
    for (let i = 0; i < size; i++) {
      const xi = i < d ? x.data[r * d + i]! : 1;
      b[i] = b[i]! + w * xi * y[r]!;
      for (let j = 0; j <= i; j++) {
        a[i * size + j] = a[i * size + j]! + w * xi * (j < d ? x.data[r * d + j]! : 1);
      }
    }
  }
  for (let j = 0; j < d; j++) a[j * size + j] = a[j * size + j]! + options.l2;
  // Rows without weight leave the intercept free.
  a[d * size + d] = a[d * size + d]! + 1e-10;
  const beta = solvePositive(a, b);
  const fit = { coefficients: beta.slice(0, d), intercept: beta[d]! };
  const scores = linearScores(x, fit);
  let objective = 0;
  for (let r = 0; r < x.rows; r++) objective += (options.weights?.[r] ?? 1) * (y[r]! - scores[r]!) ** 2;
  for (const c of fit.coefficients) objective += options.l2 * c * c;
  return { ...fit, objective };
}
