import { softmaxRow } from '../losses/transform.ts';
import type { Matrix } from '../matrix.ts';
import { factorPositive } from './factor-positive.ts';
import { minimise } from './minimise.ts';
import { solveFactored } from './solve-factored.ts';

/** A linear model of several classes. */
export interface SoftmaxFit {
  /** [columns + 1, classes], row-major; the last row holds the intercepts. */
  readonly weights: Float64Array;
  readonly classes: number;
  /** The minimised objective. */
  readonly objective: number;
}

/** How a softmax regression is fitted. */
export interface SoftmaxOptions {
  /** Half of this times the squared length of the coefficients is added; the intercepts are free. */
  readonly l2: number;
  readonly weights?: ArrayLike<number> | undefined;
  /** Where to begin: the fit of a similar problem saves most steps. */
  readonly start?: SoftmaxFit | undefined;
  readonly maxSteps?: number;
  /** Ends when a step gains less than this share of the objective. Default 1e-9. */
  readonly tolerance?: number | undefined;
}

/**
 * Softmax (multinomial logistic) regression: minimises sum_i w_i logloss_i + l2 / 2 |coef|^2 by L-BFGS with
 * the curvature at the start, averaged over the classes, as its first guess. Two classes are better served by Newton's method,
 * see `fitLogistic`.
 */
export function fitSoftmax(x: Matrix, labels: ArrayLike<number>, classes: number, options: SoftmaxOptions): SoftmaxFit {
  const d = x.columns;
  const size = (d + 1) * classes;
  const evaluate = (w: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    let sum = 0;
    const p = new Float64Array(classes);
    for (let r = 0; r < x.rows; r++) {
      const weight = options.weights?.[r] ?? 1;
      if (weight === 0) continue;
      scoreRow(x, r, w, classes, p);
      const label = labels[r]!;
      const own = p[label]!;
      sum += weight * (softmaxRow(p, p, 0, classes) - own);
      for (let c = 0; c < classes; c++) p[c] = weight * (p[c]! - (c === label ? 1 : 0));
      for (let i = 0; i <= d; i++) {
        const value = i === d ? 1 : x.data[r * d + i]!;
        if (value === 0) continue;
        const at = i * classes;
        for (let c = 0; c < classes; c++) gradient[at + c] = gradient[at + c]! + value * p[c]!;
      }
    }
    for (let i = 0; i < d * classes; i++) {
      sum += 0.5 * options.l2 * w[i]! * w[i]!;
      gradient[i] = gradient[i]! + options.l2 * w[i]!;
    }
    return sum;
  };
  const start = options.start?.weights.length === size ? options.start.weights : new Float64Array(size);
  const factor = factorPositive(meanCurvature(x, start, classes, options), d + 1);
  const column = new Float64Array(d + 1);
  const precondition = (vector: Float64Array): void => {
    for (let c = 0; c < classes; c++) {
      for (let i = 0; i <= d; i++) column[i] = vector[i * classes + c]!;
      solveFactored(factor, column);
      for (let i = 0; i <= d; i++) vector[i * classes + c] = column[i]!;
    }
  };
  const { point, value } = minimise(evaluate, start, {
    maxSteps: options.maxSteps ?? 200,
    tolerance: options.tolerance,
    precondition,
  });
  return { weights: point, classes, objective: value };
}

/** The probability of each class, for each row. */
export function softmaxProbabilities(x: Matrix, { weights, classes }: Pick<SoftmaxFit, 'weights' | 'classes'>): Matrix {
  const data = new Float64Array(x.rows * classes);
  const scores = new Float64Array(classes);
  for (let r = 0; r < x.rows; r++) {
    scoreRow(x, r, weights, classes, scores);
    softmaxRow(scores, scores, 0, classes);
    data.set(scores, r * classes);
  }
  return { rows: x.rows, columns: classes, data };
}

/** The mean over the classes of the second derivatives within a class: the lower triangle, [columns + 1, columns + 1]. */
function meanCurvature(x: Matrix, weights: Float64Array, classes: number, options: SoftmaxOptions): Float64Array {
  const d = x.columns;
  const size = d + 1;
  const curvature = new Float64Array(size * size);
  const p = new Float64Array(classes);
  const row = new Float64Array(size);
  const places = new Int32Array(size);
  for (let r = 0; r < x.rows; r++) {
    const weight = options.weights?.[r] ?? 1;
    if (weight === 0) continue;
    scoreRow(x, r, weights, classes, p);
    softmaxRow(p, p, 0, classes);
    let squares = 0;
    for (let c = 0; c < classes; c++) squares += p[c]! ** 2;
    const bend = (weight * (1 - squares)) / classes;
    let count = 0;
    for (let i = 0; i <= d; i++) {
      const value = i === d ? 1 : x.data[r * d + i]!;
      if (value === 0) continue;
      row[count] = value;
      places[count++] = i;
    }
    for (let i = 0; i < count; i++) {
      const bent = bend * row[i]!;
      const at = places[i]! * size;
      for (let j = 0; j <= i; j++) curvature[at + places[j]!] = curvature[at + places[j]!]! + bent * row[j]!;
    }
  }
  for (let i = 0; i <= d; i++) {
    // The intercepts are free: a hair of ridge keeps the factor real where no row weighs anything.
    curvature[i * size + i] = curvature[i * size + i]! + (i < d ? options.l2 : 0) + 1e-10;
  }
  return curvature;
}

function scoreRow(x: Matrix, r: number, weights: Float64Array, classes: number, scores: Float64Array): void {
  const d = x.columns;
  for (let c = 0; c < classes; c++) scores[c] = weights[d * classes + c]!;
  for (let i = 0; i < d; i++) {
    const value = x.data[r * d + i]!;
    if (value === 0) continue;
    const at = i * classes;
    for (let c = 0; c < classes; c++) scores[c] = scores[c]! + value * weights[at + c]!;
  }
}
