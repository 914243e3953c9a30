import { expect, it } from 'vitest';
import { nodeTrainingBackends } from '../../../../runtime-node/training/node-training-backends.ts';
import { memoryFiles } from '../../../../test/fixtures/training/memory-files.ts';
import { runCalculator } from '../../../graph/testing/index.ts';
import { trainingBackendService } from '../backend/training-backend.ts';
import type { Batch } from '../batches/batch.ts';
import type { TrainedModel } from '../network/trained-model.ts';
import type { Table } from '../tables/table.ts';
import { trainingFilesService } from '../training-files.ts';
import { trainStepCalculator } from './train-step.ts';

const services = { [trainingBackendService.key]: nodeTrainingBackends(), [trainingFilesService.key]: memoryFiles() };
const table: Table = {
  rows: 3,
  columns: new Map([
    ['x', { kind: 'number', data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2] }],
    ['y', { kind: 'number', data: Float32Array.of(0, 1, 0), shape: [] }],
  ]),
};
const batch = (step: number, rows: readonly number[]): Batch => ({
  epoch: 0,
  step,
  last: true,
  table,
  rows,
  ids: rows,
});
const options = {
  model: { layers: [{ kind: 'dense', units: 1 }] },
  losses: [{ kind: 'l2' }],
  optimizer: { kind: 'sgd', learning_rate: 0.01 },
  snapshot: 'every_step',
  backend: 'plain',
};

it('PREDICTIONS are the outputs for the rows of the step, before the step', async () => {
  const run = await runCalculator(trainStepCalculator, {
    services,
    inputs: {
      'BATCH:0': [
        [0, batch(0, [0, 1])],
        [1, batch(1, [2])],
      ],
    },
    outputs: ['MODEL', 'PREDICTIONS'],
    options,
  });
  const [first] = run.outputs['MODEL']?.map(([, value]) => value as TrainedModel) ?? [];
  const predictions = run.outputs['PREDICTIONS']?.map(([, value]) => value as readonly (readonly number[])[]) ?? [];
  expect(predictions.map(one => one.length)).toEqual([2, 1]);
  // The second step predicts with the model of the first.
  const kernel = first?.weights.find(one => one.name.endsWith('kernel'))?.data ?? new Float32Array(2);
  const bias = first?.weights.find(one => one.name.endsWith('bias'))?.data ?? new Float32Array(1);
  expect(predictions[1]?.[0]?.[0]).toBeCloseTo(5 * (kernel[0] ?? 0) + 6 * (kernel[1] ?? 0) + (bias[0] ?? 0), 5);
});

it('MODEL brings the weights to step from', async () => {
  const model = (kernel: readonly number[]): TrainedModel => ({
    topology: { json: {}, inputShape: [2], outputs: ['output'] },
    weights: [
      { name: 'output/kernel', shape: [2, 1], trainable: true, data: Float32Array.from(kernel) },
      { name: 'output/bias', shape: [1], trainable: true, data: Float32Array.of(0.5) },
    ],
    step: 0,
    epoch: 0,
  });
  const run = await runCalculator(trainStepCalculator, {
    services,
    inputs: {
      'BATCH:0': [
        [0, batch(0, [0])],
        [1, batch(1, [0])],
      ],
      MODEL: [
        [0, model([1, 1])],
        [1, model([2, 0])],
      ],
    },
    outputs: ['PREDICTIONS'],
    options,
  });
  expect(run.outputs['PREDICTIONS']).toEqual([
    [0, [[3.5]]],
    [1, [[2.5]]],
  ]);
});

it.each(['lstm', 'gru'])('a recurrent layer (%s) learns, on wasm as on the cpu backend', async kind => {
  const rows = [0, 1, 2, 3];
  const sequences: Table = {
    rows: rows.length,
    columns: new Map([
      ['x', { kind: 'number', data: Float32Array.from({ length: 24 }, (_, i) => Math.sin(i * i)), shape: [3, 2] }],
      ['y', { kind: 'number', data: Float32Array.of(0, 1, 1, 0), shape: [] }],
    ]),
  };
  const totals = async (backend: string): Promise<readonly number[]> => {
    const run = await runCalculator(trainStepCalculator, {
      services,
      inputs: {
        'BATCH:0': Array.from({ length: 8 }, (_, step) => [step, { ...batch(step, rows), table: sequences }] as const),
      },
      outputs: ['LOSSES'],
      options: {
        model: {
          layers: [
            { kind, units: 4 },
            { kind: 'dense', units: 1 },
          ],
        },
        losses: [{ kind: 'l2' }],
        optimizer: { kind: 'adam', learning_rate: 0.05 },
        backend,
      },
    });
    return run.outputs['LOSSES']?.map(([, value]) => (value as { readonly total: number }).total) ?? [];
  };
  const [cpu, wasm] = [await totals('cpu'), await totals('wasm')];
  expect(cpu.at(-1)).toBeLessThan(0.8 * (cpu[0] ?? 0));
  wasm.forEach((total, i) => expect(total).toBeCloseTo(cpu[i] ?? Number.NaN, 4));
});
