import { type Matrix, zeros } from '../matrix.ts';

/** How far apart two embeddings are; `cosine` is 1 minus the cosine, of rows of length 1. */
export type DistanceKind = 'euclidean' | 'squared_euclidean' | 'cosine';

/** The distance of each pair of rows, [rows, rows]. */
export function pairDistances(kind: DistanceKind, points: Matrix): Matrix {
  const { rows: n, columns, data } = points;
  const result = zeros(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) {
        const a = data[i * columns + c]!;
        const b = data[j * columns + c]!;
        sum += kind === 'cosine' ? a * b : (a - b) * (a - b);
      }
      result.data[i * n + j] = kind === 'cosine' ? 1 - sum : kind === 'euclidean' ? Math.sqrt(sum) : sum;
    }
  }
  return result;
}

/** The derivative by the points from the derivative by their distances. Two equal points pull in no direction. */
export function distanceGradient(
  kind: DistanceKind,
  points: Matrix,
  distances: Matrix,
  pull: Float64Array,
): Float64Array {
  const { rows: n, columns, data } = points;
  const gradient = new Float64Array(data.length);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const g = pull[i * n + j]!;
      if (g === 0) continue;
      const d = distances.data[i * n + j]!;
      const factor = kind === 'euclidean' ? (d > 0 ? g / d : 0) : 2 * g;
      for (let c = 0; c < columns; c++) {
        const at = i * columns + c;
        const to = j * columns + c;
        if (kind === 'cosine') {
          gradient[at] = gradient[at]! - g * data[to]!;
          gradient[to] = gradient[to]! - g * data[at]!;
        } else {
          const slope = factor * (data[at]! - data[to]!);
          gradient[at] = gradient[at]! + slope;
          gradient[to] = gradient[to]! - slope;
        }
      }
    }
  }
  return gradient;
}
