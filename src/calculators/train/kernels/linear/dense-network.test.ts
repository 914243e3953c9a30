import { expect, it } from 'vitest';
import { xoshiro128 } from '../chance/xoshiro128.ts';
import type { Matrix } from '../matrix.ts';
import { type DenseParameters, denseBackward } from './dense-network.ts';

/** The definition: every product, row by row. */
function plainly(x: Matrix, output: Matrix, { kernel: weights }: DenseParameters, gradient: Float64Array) {
  const units = output.columns;
  const [kernel, bias, input] = [weights.length, units, x.data.length].map(size => new Float64Array(size));
  for (let r = 0; r < x.rows; r++) {
    for (let u = 0; u < units; u++) {
      const g = output.data[r * units + u]! > 0 ? gradient[r * units + u]! : 0;
      bias![u] = bias![u]! + g;
      for (let i = 0; i < x.columns; i++) {
        const [at, from] = [i * units + u, r * x.columns + i];
        kernel![at] = kernel![at]! + g * x.data[from]!;
        input![from] = input![from]! + g * weights[at]!;
      }
    }
  }
  return { kernel, bias, input };
}

it.each([
  ['full rows, four at a time and a rest', 11, 5, 6, 1],
  ['rows of mostly zeros', 9, 12, 6, 0.2],
  ['one unit', 8, 7, 1, 1],
])(
  'the derivatives of a dense layer are, to the last bit, those of their definition: %s',
  (_, rows, columns, units, share) => {
    const { uniform } = xoshiro128(5);
    const random = (size: number) => Float64Array.from({ length: size }, () => uniform() - 0.5);
    const x = { rows, columns, data: random(rows * columns).map(value => (uniform() < share ? value : 0)) };
    // Behind a relu numbers, and here one whole row, are flat.
    const output = {
      rows,
      columns: units,
      data: random(rows * units).map((value, i) => (i < units ? 0 : Math.max(0, value))),
    };
    const parameters = { kernel: random(columns * units), bias: random(units) };
    const gradient = random(rows * units);
    expect(denseBackward(x, output, parameters, 'relu', gradient)).toEqual(plainly(x, output, parameters, gradient));
    expect(denseBackward(x, output, parameters, 'relu', gradient, false).input).toHaveLength(0);
  },
);
