import { sigmoid, softplus } from '../losses/transform.ts';
import type { Matrix } from '../matrix.ts';
import { solvePositive } from './solve-positive.ts';

/** A linear model of one output. */
export interface LinearFit {
  readonly coefficients: Float64Array;
  readonly intercept: number;
  /** The minimised objective. */
  readonly objective: number;
}

/** How a logistic regression is fitted. */
export interface LogisticOptions {
  /** Half of this times the squared length of the coefficients is added; the intercept is free. */
  readonly l2: number;
  readonly weights?: ArrayLike<number> | undefined;
  /** Where to begin: the fit of a similar problem saves most steps. */
  readonly start?: LinearFit | undefined;
  readonly maxSteps?: number;
  /** Ends when a step gains less than this share of the objective. Default 1e-12. */
  readonly tolerance?: number | undefined;
}

/**
 * Logistic regression by Newton's method: minimises sum_i w_i logloss_i + l2 / 2 |coef|^2. Damped by halving, so that the
 * objective never rises.
 */
export function fitLogistic(x: Matrix, y: ArrayLike<number>, options: LogisticOptions): LinearFit {
  const d = x.columns;
  const size = d + 1;
  let beta = Float64Array.from([
    ...(options.start?.coefficients ?? new Float64Array(d)),
    options.start?.intercept ?? 0,
  ]);
  let objective = logisticObjective(x, y, beta, options);
  for (let step = 0; step < (options.maxSteps ?? 50); step++) {
    const hessian = new Float64Array(size * size);
    const gradient = new Float64Array(size);
    addLogisticTerms(x, y, beta, options, gradient, hessian);
    for (let j = 0; j < d; j++) {
      gradient[j] = gradient[j]! + options.l2 * beta[j]!;
      hessian[j * size + j] = hessian[j * size + j]! + options.l2;
    }
    // Without any weight the intercept is free: a hair of ridge keeps the system solvable.
    for (let j = 0; j < size; j++) hessian[j * size + j] = hessian[j * size + j]! + 1e-10;
    const direction = solvePositive(hessian, gradient);
    let scale = 1;
    let next = beta.map((b, j) => b - direction[j]!);
    let reached = logisticObjective(x, y, next, options);
    while (reached > objective && scale > 1e-6) {
      scale /= 2;
      next = beta.map((b, j) => b - scale * direction[j]!);
      reached = logisticObjective(x, y, next, options);
    }
    if (!(reached < objective)) break;
    const gain = objective - reached;
    beta = next;
    objective = reached;
    if (gain <= (options.tolerance ?? 1e-12) * Math.abs(objective)) break;
  }
  return { coefficients: beta.slice(0, d), intercept: beta[d]!, objective };
}

/** coef . x + intercept, for each row. */
export function linearScores(x: Matrix, fit: Pick<LinearFit, 'coefficients' | 'intercept'>): Float64Array {
  const result = new Float64Array(x.rows);
  for (let r = 0; r < x.rows; r++) {
    let z = fit.intercept;
    for (let c = 0; c < x.columns; c++) z += x.data[r * x.columns + c]! * fit.coefficients[c]!;
    result[r] = z;
  }
  return result;
}

function logisticObjective(x: Matrix, y: ArrayLike<number>, beta: Float64Array, options: LogisticOptions): number {
  const d = x.columns;
  const scores = linearScores(x, { coefficients: beta, intercept: beta[d]! });
  let sum = 0;
  for (let r = 0; r < x.rows; r++) {
    const w = options.weights?.[r] ?? 1;
    if (w !== 0) sum += w * (softplus(scores[r]!) - y[r]! * scores[r]!);
  }
  for (let j = 0; j < d; j++) sum += 0.5 * options.l2 * beta[j]! * beta[j]!;
  return sum;
}

function addLogisticTerms(
  x: Matrix,
  y: ArrayLike<number>,
  beta: Float64Array,
  options: LogisticOptions,
  gradient: Float64Array,
  hessian: Float64Array,
): void {
  const d = x.columns;
  const size = d + 1;
  const scores = linearScores(x, { coefficients: beta, intercept: beta[d]! });
  const row = new Float64Array(size);
  const places = new Int32Array(size);
  for (let r = 0; r < x.rows; r++) {
    const w = options.weights?.[r] ?? 1;
    if (w === 0) continue;
    // Rows of categories are mostly zeros: only the others take part.
    let count = 0;
    for (let c = 0; c < d; c++) {
      const value = x.data[r * d + c]!;
      if (value === 0) continue;
      row[count] = value;
      places[count++] = c;
    }
    row[count] = 1;
    places[count++] = d;
    const p = sigmoid(scores[r]!);
    const slope = w * (p - y[r]!);
    const curve = w * p * (1 - p);
    for (let i = 0; i < count; i++) {
      const xi = row[i]!;
      gradient[places[i]!] = gradient[places[i]!]! + slope * xi;
      // The lower triangle is what Cholesky reads.
      const bent = curve * xi;
      const at = places[i]! * size;
      for (let j = 0; j <= i; j++) hessian[at + places[j]!] = hessian[at + places[j]!]! + bent * row[j]!;
    }
  }
}
