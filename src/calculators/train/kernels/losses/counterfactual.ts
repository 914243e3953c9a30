import type { Matrix } from '../matrix.ts';
import type { LossValue } from './loss-value.ts';

/** How the outputs for an example and for its counterfactual are compared. */
export type CounterfactualKind = 'mse' | 'mae' | 'cosine';

/**
 * The pairwise counterfactual losses: how far the outputs for examples and for their counterfactuals lie apart. Per row
 * over the columns, times the row's weight, over the number of rows (not over the sum of weights). `cosine` is minus the
 * cosine of the two rows. Gradients by the originals and by the counterfactuals.
 */
export function counterfactualLoss(
  kind: CounterfactualKind,
  original: Matrix,
  counterfactual: Matrix,
  weights?: ArrayLike<number> | number,
): LossValue {
  const { rows, columns } = original;
  const first = new Float64Array(original.data.length);
  const second = new Float64Array(original.data.length);
  let value = 0;
  for (let r = 0; r < rows; r++) {
    const w = (typeof weights === 'number' ? weights : (weights?.[r] ?? 1)) / rows;
    const from = r * columns;
    if (kind === 'cosine') {
      value += cosineRow(original.data, counterfactual.data, first, second, from, columns, w);
      continue;
    }
    for (let i = from; i < from + columns; i++) {
      const d = original.data[i]! - counterfactual.data[i]!;
      value += (w / columns) * (kind === 'mse' ? d * d : Math.abs(d));
      first[i] = (w / columns) * (kind === 'mse' ? 2 * d : Math.sign(d));
      second[i] = -first[i]!;
    }
  }
  return { value, gradients: [first, second] };
}

function cosineRow(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  da: Float64Array,
  db: Float64Array,
  from: number,
  columns: number,
  w: number,
): number {
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (let i = from; i < from + columns; i++) {
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
    ab += a[i]! * b[i]!;
  }
  if (aa === 0 || bb === 0) return 0;
  const norm = Math.sqrt(aa * bb);
  const cosine = ab / norm;
  for (let i = from; i < from + columns; i++) {
    da[i] = -w * (b[i]! / norm - (cosine * a[i]!) / aa);
    db[i] = -w * (a[i]! / norm - (cosine * b[i]!) / bb);
  }
  return -w * cosine;
}
