import { expect, it } from 'vitest';
import { nodeTrainingBackends } from '../../../../runtime-node/training/node-training-backends.ts';
import { runCalculator } from '../../../graph/testing/index.ts';
import { trainingBackendService } from '../backend/training-backend.ts';
import type { Batch } from '../batches/batch.ts';
import { fitLogistic } from '../kernels/linear/logistic-newton.ts';
import type { TrainedModel } from '../network/trained-model.ts';
import { fitCalculator } from './fit.ts';

const services = { [trainingBackendService.key]: nodeTrainingBackends() };
const x = Float64Array.from({ length: 40 }, (_, i) => Math.sin(i * 1.7));
const y = Float64Array.from({ length: 20 }, (_, i) => (x[2 * i]! + 0.5 * x[2 * i + 1]! > 0.1 ? 1 : 0));
const rows = Array.from({ length: 20 }, (_, i) => i);
const batch: Batch = {
  epoch: 0,
  step: 0,
  last: true,
  rows,
  ids: rows,
  table: {
    rows: 20,
    columns: new Map([
      ['x', { kind: 'number', data: x, shape: [2] }],
      ['y', { kind: 'number', data: y, shape: [] }],
    ]),
  },
};

async function fit(options: Readonly<Record<string, unknown>>, weights?: readonly number[]): Promise<number[][]> {
  const { outputs } = await runCalculator(fitCalculator, {
    services,
    inputs: { BATCH: [[0, batch]], ...(weights === undefined ? {} : { WEIGHTS: [[0, weights]] }) },
    options: { backend: 'cpu', ...options },
  });
  return (outputs['MODEL']?.[0]?.[1] as TrainedModel).weights.map(one => Array.from(one.data));
}

it('a logistic regression is a network of one logit, and heeds weights', async () => {
  const weights = rows.map(row => (row < 15 ? 1 : 0));
  const found = await fit({ kind: 'logistic_newton', l2: 0.5 }, weights);
  const want = fitLogistic({ rows: 20, columns: 2, data: x }, y, { l2: 0.5, weights });
  expect(found[0]?.[0]).toBeCloseTo(want.coefficients[0]!, 6);
  expect(found[1]?.[0]).toBeCloseTo(want.intercept, 6);
});

it('ridge regression and networks are fitted the same way', async () => {
  expect((await fit({ kind: 'ridge', l2: 0.1 }))[0]).toHaveLength(2);
  const options = {
    kind: 'network',
    model: { layers: [{ kind: 'dense', units: 1 }] },
    losses: [{ kind: 'binary_crossentropy', transform: 'sigmoid' }],
    optimizer: { kind: 'adam', learning_rate: 0.1 },
    steps: 60,
    batch_size: 10,
  };
  const [kernel] = await fit(options);
  expect(kernel?.[0]).toBeGreaterThan(1);
  expect(await fit(options)).toEqual(await fit(options));
  await expect(fit({ kind: 'network' })).rejects.toThrow('A network needs layers and losses');
});

it('a classifier refuses targets that are no class', async () => {
  const third = { kind: 'number', data: y.map((_, i) => i % 3), shape: [] } as const;
  const table = { ...batch.table, columns: new Map(batch.table.columns).set('y', third) };
  const run = (options: Readonly<Record<string, unknown>>) =>
    runCalculator(fitCalculator, { services, inputs: { BATCH: [[0, { ...batch, table }]] }, options });
  await expect(run({ kind: 'logistic_newton' })).rejects.toThrow(
    'the target 2 is none of 2 classes. Set kind to softmax.',
  );
  await expect(run({ kind: 'softmax', classes: 2 })).rejects.toThrow('Set classes to how many there are.');
});
