import type { LossValue } from '../losses/loss-value.ts';
import type { Matrix } from '../matrix.ts';

/** A dense layer's parameters: the kernel is row-major, [inputs, units]. */
export interface DenseParameters {
  readonly kernel: Float64Array;
  readonly bias: Float64Array;
}

/** What follows a dense layer. */
export type DenseActivation = 'relu' | 'tanh' | 'sigmoid' | 'linear';

/** Dense layers one after the other, with one activation between them and none after the last. */
export interface DenseNetwork {
  readonly layers: readonly DenseParameters[];
  readonly activation: DenseActivation;
}

/** x W + b, through an activation. */
export function denseForward(x: Matrix, { kernel, bias }: DenseParameters, activation: DenseActivation): Matrix {
  const units = bias.length;
  const data = new Float64Array(x.rows * units);
  for (let r = 0; r < x.rows; r++) {
    const to = r * units;
    data.set(bias, to);
    for (let i = 0; i < x.columns; i++) {
      const value = x.data[r * x.columns + i]!;
      if (value === 0) continue;
      const from = i * units;
      for (let u = 0; u < units; u++) data[to + u] = data[to + u]! + value * kernel[from + u]!;
    }
    for (let u = 0; u < units; u++) data[to + u] = activate(data[to + u]!, activation);
  }
  return { rows: x.rows, columns: units, data };
}

/** The derivatives of a dense layer by its parameters and its input, from that by its output. */
export function denseBackward(
  x: Matrix,
  output: Matrix,
  parameters: DenseParameters,
  activation: DenseActivation,
  gradient: ArrayLike<number>,
): { readonly kernel: Float64Array; readonly bias: Float64Array; readonly input: Float64Array } {
  const units = output.columns;
  const kernel = new Float64Array(parameters.kernel.length);
  const bias = new Float64Array(units);
  const input = new Float64Array(x.data.length);
  for (let r = 0; r < x.rows; r++) {
    for (let u = 0; u < units; u++) {
      const g = gradient[r * units + u]! * slope(output.data[r * units + u]!, activation);
      if (g === 0) continue;
      bias[u] = bias[u]! + g;
      for (let i = 0; i < x.columns; i++) {
        const at = r * x.columns + i;
        kernel[i * units + u] = kernel[i * units + u]! + g * x.data[at]!;
        input[at] = input[at]! + g * parameters.kernel[i * units + u]!;
      }
    }
  }
  return { kernel, bias, input };
}

/**
 * A loss of a small network's outputs with its gradient by every kernel and bias, in order. In double precision and
 * without a tensor library: the reference of training steps, and quick for a few thousand parameters.
 */
export function denseNetworkGradient(
  network: DenseNetwork,
  x: Matrix,
  lossOf: (outputs: Matrix) => LossValue,
): { readonly loss: LossValue; readonly gradients: readonly Float64Array[] } {
  const last = network.layers.length - 1;
  const kind = (i: number): DenseActivation => (i === last ? 'linear' : network.activation);
  const outputs = [x];
  network.layers.forEach((layer, i) => outputs.push(denseForward(outputs[i]!, layer, kind(i))));
  const loss = lossOf(outputs[last + 1]!);
  const gradients: Float64Array[] = [];
  let pull = loss.gradients[0]!;
  for (let i = last; i >= 0; i--) {
    const back = denseBackward(outputs[i]!, outputs[i + 1]!, network.layers[i]!, kind(i), pull);
    gradients.unshift(back.kernel, back.bias);
    pull = back.input;
  }
  return { loss, gradients };
}

function activate(x: number, kind: DenseActivation): number {
  switch (kind) {
    case 'relu':
      return Math.max(0, x);
    case 'tanh':
      return Math.tanh(x);
    case 'sigmoid':
      return 1 / (1 + Math.exp(-x));
    case 'linear':
      return x;
  }
}

/** The derivative of an activation, from its output. */
function slope(y: number, kind: DenseActivation): number {
  switch (kind) {
    case 'relu':
      return y > 0 ? 1 : 0;
    case 'tanh':
      return 1 - y * y;
    case 'sigmoid':
      return y * (1 - y);
    case 'linear':
      return 1;
  }
}
