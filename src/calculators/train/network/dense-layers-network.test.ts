import { describe, expect, it } from 'vitest';
import { nodeTrainingBackends } from '../../../../runtime-node/training/node-training-backends.ts';
import type { TrainingBackendName } from '../backend/training-backend.ts';
import { normalSource } from '../kernels/chance/normal.ts';
import { xoshiro128 } from '../kernels/chance/xoshiro128.ts';
import { transform } from '../kernels/losses/transform.ts';
import type { Matrix } from '../kernels/matrix.ts';
import { buildNetwork } from './build-network.ts';
import type { LayerSpec } from './network-spec.ts';

const normal = normalSource(xoshiro128(3));
const x = (rows: number): Matrix => ({
  rows,
  columns: 5,
  // Zeros as rows of categories have them.
  data: Float32Array.from({ length: rows * 5 }, (_, i) => (i % 3 === 0 ? 0 : normal())),
});
const [main, pairs] = [x(7), x(4)];

async function build(name: TrainingBackendName, layers: readonly LayerSpec[]) {
  const backend = await nodeTrainingBackends().open(name);
  return buildNetwork(backend, { layers }, [5], 1, 'test');
}

async function measure(name: TrainingBackendName, layers: readonly LayerSpec[]) {
  const { network } = await build(name, layers);
  const inputs = [
    { role: 'main', x: main },
    { role: 'pairs', x: pairs },
  ];
  // The mean square of the sigmoid of each output.
  const gradients = await network.differentiate(inputs, 0, outputs => {
    const pull = ([y]: readonly Matrix[]): Float64Array[] => {
      if (y === undefined) return [];
      const { output, back } = transform('sigmoid', y);
      return [back(Float64Array.from(output.data, value => (2 * value) / y.rows))];
    };
    return new Map([...outputs].map(([role, list]) => [role, pull(list)]));
  });
  const predicted = (await network.predict(main)).map(one => Array.from(one.data));
  const { variables } = network;
  network.dispose();
  return { variables, predicted, gradients: gradients.map(one => Array.from(one)) };
}

describe('the plain backend', () => {
  it.each(['relu', 'tanh', 'sigmoid', 'linear'])(
    'gives the outputs and gradients of tfjs, with %s',
    async activation => {
      const layers = [
        { kind: 'dense', units: 6, activation, initializer: 'he_normal' },
        { kind: 'dense', units: 3, activation, use_bias: false },
        { kind: 'dense', units: 2 },
      ];
      const [plain, cpu] = [await measure('plain', layers), await measure('cpu', layers)];
      expect(plain.variables).toEqual(cpu.variables);
      const pairsOf = (a: readonly number[][], b: readonly number[][]) =>
        a.flatMap((list, i) => list.map((value, k) => [value, b[i]?.[k] ?? Number.NaN] as const));
      for (const [value, reference] of pairsOf(plain.gradients, cpu.gradients)) expect(value).toBeCloseTo(reference, 5);
      for (const [value, reference] of pairsOf(plain.predicted, cpu.predicted)) expect(value).toBeCloseTo(reference, 5);
    },
  );

  it('refuses what it cannot compute, and rows of another width', async () => {
    const dropout = [
      { kind: 'dropout', rate: 0.5 },
      { kind: 'dense', units: 1 },
    ];
    await expect(build('plain', dropout)).rejects.toThrow('of the kind Dropout. Set backend to wasm or cpu');
    const softmax = [{ kind: 'dense', units: 2, activation: 'softmax' }];
    await expect(build('plain', softmax)).rejects.toThrow('"output" has the activation "softmax"');
    const { network } = await build('plain', [{ kind: 'dense', units: 1 }]);
    await expect(network.predict({ rows: 1, columns: 2, data: new Float32Array(2) })).rejects.toThrow(
      'the rows have 2',
    );
  });
});
