import type { Matrix } from '../matrix.ts';

/**
 * The third input of a data value estimator: how far labels lie from the prediction of a model that was fitted on the
 * validation rows alone. Per class |y - p|; for regression (one column, `relative`) |y - p| / y.
 */
export function predictionDifference(targets: Matrix, predictions: Matrix, relative = false): Matrix {
  const data = Float64Array.from(targets.data, (y, i) => Math.abs(y - predictions.data[i]!) / (relative ? y : 1));
  return { rows: targets.rows, columns: targets.columns, data };
}
