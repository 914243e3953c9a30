import type { Matrix } from '../matrix.ts';

/** What is applied to a model's output before a loss sees it. */
export type TransformKind = 'identity' | 'sigmoid' | 'softmax';

/** A transformed output, and the way back for its gradient. */
export interface Transformed {
  readonly output: Matrix;
  /** The derivative by the given matrix from the derivative by `output`. */
  back(gradient: Float64Array): Float64Array;
}

/** Applies a transform row by row. */
export function transform(kind: TransformKind, given: Matrix): Transformed {
  const { rows, columns, data } = given;
  if (kind === 'identity') return { output: given, back: gradient => gradient };
  const out = new Float64Array(data.length);
  if (kind === 'sigmoid') {
    for (let i = 0; i < out.length; i++) out[i] = sigmoid(data[i]!);
    return {
      output: { rows, columns, data: out },
      back: gradient => gradient.map((g, i) => g * out[i]! * (1 - out[i]!)),
    };
  }
  for (let r = 0; r < rows; r++) softmaxRow(data, out, r * columns, columns);
  return {
    output: { rows, columns, data: out },
    back(gradient) {
      const result = new Float64Array(gradient.length);
      for (let r = 0; r < rows; r++) {
        let dot = 0;
        for (let i = r * columns; i < (r + 1) * columns; i++) dot += gradient[i]! * out[i]!;
        for (let i = r * columns; i < (r + 1) * columns; i++) result[i] = out[i]! * (gradient[i]! - dot);
      }
      return result;
    },
  };
}

/** 1 / (1 + e^-x), without overflow. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** log(1 + e^x), without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** The softmax of `columns` numbers from `start` on; returns the logarithm of the sum of their exponentials. */
export function softmaxRow(data: ArrayLike<number>, out: Float64Array, start: number, columns: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = start; i < start + columns; i++) top = Math.max(top, data[i]!);
  let sum = 0;
  for (let i = start; i < start + columns; i++) {
    out[i] = Math.exp(data[i]! - top);
    sum += out[i]!;
  }
  for (let i = start; i < start + columns; i++) out[i] = out[i]! / sum;
  return top + Math.log(sum);
}
