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
  const held = new Float64Array(x.columns);
  const places = new Int32Array(x.columns);
  for (let r = 0; r < x.rows; r++) {
    const to = r * units;
    data.set(bias, to);
    // Four inputs at a time, those of 0 left out: a quarter of the stores, and the sums in the same order.
    let count = 0;
    for (let i = 0; i < x.columns; i++) {
      const value = x.data[r * x.columns + i]!;
      if (value === 0) continue;
      held[count] = value;
      places[count++] = i * units;
    }
    let k = 0;
    for (; k + 3 < count; k += 4) {
      const [v0, v1, v2, v3] = [held[k]!, held[k + 1]!, held[k + 2]!, held[k + 3]!];
      const [p0, p1, p2, p3] = [places[k]!, places[k + 1]!, places[k + 2]!, places[k + 3]!];
      for (let u = 0; u < units; u++) {
        data[to + u] =
          data[to + u]! + v0 * kernel[p0 + u]! + v1 * kernel[p1 + u]! + v2 * kernel[p2 + u]! + v3 * kernel[p3 + u]!;
      }
    }
    for (; k < count; k++) {
      const [value, from] = [held[k]!, places[k]!];
      for (let u = 0; u < units; u++) data[to + u] = data[to + u]! + value * kernel[from + u]!;
    }
    for (let u = 0; u < units; u++) data[to + u] = activate(data[to + u]!, activation);
  }
  return { rows: x.rows, columns: units, data };
}

/**
 * The derivatives of a dense layer by its parameters and its input, from that by its output. Without `needsInput` that by
 * the input, which nobody asks of a first layer, is left out: an empty array.
 */
export function denseBackward(
  x: Matrix,
  output: Matrix,
  parameters: DenseParameters,
  activation: DenseActivation,
  gradient: ArrayLike<number>,
  needsInput = true,
): { readonly kernel: Float64Array; readonly bias: Float64Array; readonly input: Float64Array } {
  const units = output.columns;
  const kernel = new Float64Array(parameters.kernel.length);
  const bias = new Float64Array(units);
  const input = new Float64Array(needsInput ? x.data.length : 0);
  const g = new Float64Array(units);
  for (let r = 0; r < x.rows; r++) {
    let isFlat = true;
    for (let u = 0; u < units; u++) {
      g[u] = gradient[r * units + u]! * slope(output.data[r * units + u]!, activation);
      bias[u] = bias[u]! + g[u]!;
      if (g[u] !== 0) isFlat = false;
    }
    if (isFlat) continue;
    for (let i = 0; i < x.columns; i++) {
      const at = i * units;
      const value = x.data[r * x.columns + i]!;
      // Row by row of the kernel: memory in its order. Rows of categories are mostly zeros.
      if (value !== 0) for (let u = 0; u < units; u++) kernel[at + u] = kernel[at + u]! + g[u]! * value;
      if (!needsInput) continue;
      let sum = 0;
      for (let u = 0; u < units; u++) sum += g[u]! * parameters.kernel[at + u]!;
      input[r * x.columns + i] = sum;
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
    const back = denseBackward(outputs[i]!, outputs[i + 1]!, network.layers[i]!, kind(i), pull, i > 0);
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
