import { softmaxRow } from '../losses/transform.ts';
import type { Matrix } from '../matrix.ts';
import { minimise } from './minimise.ts';

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
}

/**
 * Softmax (multinomial logistic) regression: minimises sum_i w_i logloss_i + l2 / 2 |coef|^2 by L-BFGS. Two classes are
 * better served by Newton's method, see `fitLogistic`.
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
  const { point, value } = minimise(evaluate, start, { maxSteps: options.maxSteps ?? 200 });
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
