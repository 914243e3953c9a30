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
  const g = new Float64Array(x.rows * units);
  const bias = new Float64Array(units);
  for (let r = 0; r < x.rows; r++) {
    for (let u = 0; u < units; u++) {
      const at = r * units + u;
      g[at] = gradient[at]! * slope(output.data[at]!, activation);
      bias[u] = bias[u]! + g[at];
    }
  }
  const kernel = new Float64Array(parameters.kernel.length);
  const input = new Float64Array(needsInput ? x.data.length : 0);
  const pass: BackwardPass = { x, units, g, weights: parameters.kernel, kernel, input, needsInput };
  let r = 0;
  if (units >= 4 && isFull(x)) for (; r + 3 < x.rows; r += 4) backFourRows(pass, r);
  for (; r < x.rows; r++) backOneRow(pass, r);
  return { kernel, bias, input };
}

interface BackwardPass {
  readonly x: Matrix;
  readonly units: number;
  /** The derivatives before the activation. */
  readonly g: Float64Array;
  readonly weights: Float64Array;
  readonly kernel: Float64Array;
  readonly input: Float64Array;
  readonly needsInput: boolean;
}

/** Whether most numbers are not zero: rows of categories and of words are mostly zeros, which {@link backOneRow} leaves out. */
function isFull({ data }: Matrix): boolean {
  let zeros = 0;
  for (let i = 0; i < data.length; i++) if (data[i] === 0) zeros += 1;
  return 2 * zeros < data.length;
}

/** One row: down the rows of the kernel, in the order of memory. */
function backOneRow({ x, units, g, weights, kernel, input, needsInput }: BackwardPass, r: number): void {
  const { columns, data } = x;
  const from = r * units;
  // Behind a relu whole rows may be flat.
  let zeros = 0;
  while (zeros < units && g[from + zeros] === 0) zeros += 1;
  if (zeros === units) return;
  for (let i = 0; i < columns; i++) {
    const at = i * units;
    const value = data[r * columns + i]!;
    if (value !== 0) for (let u = 0; u < units; u++) kernel[at + u] = kernel[at + u]! + g[from + u]! * value;
    if (!needsInput) continue;
    let sum = 0;
    for (let u = 0; u < units; u++) sum += g[from + u]! * weights[at + u]!;
    input[r * columns + i] = sum;
  }
}

/** The same for four rows at a time: a quarter of the stores, four sums side by side, each in the same order. */
function backFourRows({ x, units, g, weights, kernel, input, needsInput }: BackwardPass, r: number): void {
  const { columns, data } = x;
  const x0 = r * columns;
  const x1 = x0 + columns;
  const x2 = x1 + columns;
  const x3 = x2 + columns;
  const g0 = r * units;
  const g1 = g0 + units;
  const g2 = g1 + units;
  const g3 = g2 + units;
  for (let i = 0; i < columns; i++) {
    const at = i * units;
    const v0 = data[x0 + i]!;
    const v1 = data[x1 + i]!;
    const v2 = data[x2 + i]!;
    const v3 = data[x3 + i]!;
    for (let u = 0; u < units; u++) {
      kernel[at + u] = kernel[at + u]! + g[g0 + u]! * v0 + g[g1 + u]! * v1 + g[g2 + u]! * v2 + g[g3 + u]! * v3;
    }
    if (!needsInput) continue;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let u = 0; u < units; u++) {
      const weight = weights[at + u]!;
      s0 += g[g0 + u]! * weight;
      s1 += g[g1 + u]! * weight;
      s2 += g[g2 + u]! * weight;
      s3 += g[g3 + u]! * weight;
    }
    input[x0 + i] = s0;
    input[x1 + i] = s1;
    input[x2 + i] = s2;
    input[x3 + i] = s3;
  }
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
