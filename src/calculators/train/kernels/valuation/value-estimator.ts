import { type DenseActivation, type DenseParameters, denseBackward, denseForward } from '../linear/dense-network.ts';
import type { LossValue } from '../losses/loss-value.ts';
import type { Matrix } from '../matrix.ts';

/** A data value estimator: a trunk over (x, y), which meets the prediction difference before its last two layers. */
export interface ValueEstimator {
  /** The trunk's layers, then the one that sees the difference, then the output of one unit. */
  readonly layers: readonly DenseParameters[];
  readonly activation: DenseActivation;
}

/** The rows that are valued. */
export interface ValuedRows {
  readonly x: Matrix;
  /** One-hot labels, or the targets of a regression. */
  readonly targets: Matrix;
  readonly difference: Matrix;
}

/** The values of some rows, and on the way to them the outputs of every layer. */
export interface ValuePass {
  readonly values: Float64Array;
  readonly outputs: readonly Matrix[];
}

/** The values of rows, in 0..1. Yoon et al., 2020: dense layers, the difference joined in before the last but one. */
export function estimateValues(estimator: ValueEstimator, rows: ValuedRows): ValuePass {
  const outputs: Matrix[] = [];
  estimator.layers.forEach((layer, i) => {
    outputs.push(denseForward(layerInput(estimator, rows, outputs, i), layer, activationOf(estimator, i)));
  });
  return { values: new Float64Array(outputs[estimator.layers.length - 1]!.data), outputs };
}

/**
 * A loss of the values, with its gradient by every parameter, flat: kernels and biases in the order of the layers.
 *
 * @param pass - what {@link estimateValues} gave for these rows, where the parameters have not changed since.
 */
export function valueEstimatorGradient(
  estimator: ValueEstimator,
  rows: ValuedRows,
  lossOf: (values: Float64Array) => LossValue,
  pass: ValuePass = estimateValues(estimator, rows),
): { readonly values: Float64Array; readonly loss: LossValue; readonly gradients: Float64Array } {
  const { layers } = estimator;
  const { outputs, values } = pass;
  const loss = lossOf(values);
  const gradients = new Float64Array(layers.reduce((sum, { kernel, bias }) => sum + kernel.length + bias.length, 0));
  let at = gradients.length;
  let pull = loss.gradients[0]!;
  for (let i = layers.length - 1; i >= 0; i--) {
    const input = layerInput(estimator, rows, outputs, i);
    const back = denseBackward(input, outputs[i]!, layers[i]!, activationOf(estimator, i), pull, i > 0);
    at -= back.bias.length;
    gradients.set(back.bias, at);
    at -= back.kernel.length;
    gradients.set(back.kernel, at);
    // Of the joined layer's input only the trunk's columns lead further back.
    if (i > 0)
      pull = i === joinedLayer(estimator) ? firstColumns(back.input, input, outputs[i - 1]!.columns) : back.input;
  }
  return { values, loss, gradients };
}

function joinedLayer({ layers }: ValueEstimator): number {
  return layers.length - 2;
}

function activationOf({ layers, activation }: ValueEstimator, i: number): DenseActivation {
  return i === layers.length - 1 ? 'sigmoid' : activation;
}

function layerInput(estimator: ValueEstimator, rows: ValuedRows, outputs: readonly Matrix[], i: number): Matrix {
  if (i === 0) return joined(rows.x, rows.targets);
  return i === joinedLayer(estimator) ? joined(outputs[i - 1]!, rows.difference) : outputs[i - 1]!;
}

function joined(a: Matrix, b: Matrix): Matrix {
  const columns = a.columns + b.columns;
  const data = new Float64Array(a.rows * columns);
  for (let r = 0; r < a.rows; r++) {
    data.set(a.data.subarray(r * a.columns, (r + 1) * a.columns), r * columns);
    data.set(b.data.subarray(r * b.columns, (r + 1) * b.columns), r * columns + a.columns);
  }
  return { rows: a.rows, columns, data };
}

function firstColumns(data: Float64Array, { rows, columns }: Matrix, wanted: number): Float64Array {
  const result = new Float64Array(rows * wanted);
  for (let r = 0; r < rows; r++) result.set(data.subarray(r * columns, r * columns + wanted), r * wanted);
  return result;
}
