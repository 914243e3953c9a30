import { describe, expect, it } from 'vitest';
import { runCalculator } from '../../../graph/testing/index.ts';
import { earlyStopCalculator } from '../metrics/early-stop.ts';
import { learningRateCalculator } from '../steps/learning-rate.ts';
import type { Table } from '../tables/table.ts';
import type { Batch } from './batch.ts';
import { batchSourceCalculator } from './batch-source.ts';
import { packBatchesCalculator } from './pack-batches.ts';

const table: Table = {
  rows: 7,
  columns: new Map([
    ['x', { kind: 'number', data: Float64Array.from({ length: 7 }, (_, i) => i), shape: [] }],
    ['group', { kind: 'text', values: ['a', 'b', 'a', 'b', 'a', 'b', 'a'] }],
  ]),
};
const tick = (epoch: number, step: number) => ({ epoch, step, epochs: 2 });

describe('BatchSourceCalculator', () => {
  const source = (options: Readonly<Record<string, unknown>>) =>
    runCalculator(batchSourceCalculator, {
      inputs: {
        EPOCH: [
          [0, tick(0, 0)],
          [10, tick(1, 10)],
        ],
      },
      sidePackets: { TABLE: table },
      options,
    });

  it('sends every row once per epoch, in another order each, at the global step', async () => {
    const { outputs } = await source({ batch_size: 3 });
    const batches = (outputs['BATCH'] ?? []).map(([time, value]) => ({ time, ...(value as Batch) }));
    expect(batches.map(one => one.time)).toEqual([0, 1, 2, 10, 11, 12]);
    expect(batches.map(one => one.last)).toEqual([false, false, true, false, false, true]);
    const order = (epoch: number) => batches.filter(one => one.epoch === epoch).flatMap(one => one.rows);
    expect(order(0).slice().sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(order(0)).not.toEqual(order(1));
    expect(outputs['EPOCH_END']?.map(([time]) => time)).toEqual([2, 12]);
  });

  it('sends the same in bursts, and only rows that meet the conditions', async () => {
    const whole = await source({ batch_size: 2, where: [{ column: 'group', in: ['a'] }] });
    const bursts = await source({ batch_size: 2, where: [{ column: 'group', in: ['a'] }], burst: 1 });
    expect(bursts.outputs).toEqual(whole.outputs);
    const rows = (whole.outputs['BATCH'] ?? []).slice(0, 2).flatMap(([, value]) => (value as Batch).rows);
    expect(rows.slice().sort()).toEqual([0, 2, 4, 6]);
    await expect(source({ where: [{ column: 'group', in: ['c'] }] })).rejects.toThrow('0 of 7 rows are left');
  });

  it('follows another source, over and over', async () => {
    const like: Batch = { epoch: 0, step: 0, last: false, table, rows: [0], ids: [0] };
    const { outputs } = await runCalculator(batchSourceCalculator, {
      inputs: {
        LIKE: [
          [0, like],
          [1, like],
          [2, { ...like, last: true }],
        ],
      },
      outputs: ['BATCH'],
      sidePackets: { TABLE: table },
      options: { batch_size: 5, shuffle: false, drop_remainder: true },
    });
    expect(outputs['BATCH']?.map(([, value]) => (value as Batch).rows)).toEqual(Array(3).fill([0, 1, 2, 3, 4]));
  });
});

it('PackBatchesCalculator marks who is who, and misses no batch silently', async () => {
  const part = (rows: readonly number[]): Batch => ({ epoch: 0, step: 0, last: true, table, rows, ids: rows });
  const { outputs } = await runCalculator(packBatchesCalculator, {
    inputs: { 'BATCH:0': [[0, part([0, 2])]], 'BATCH:1': [[0, part([1])]] },
  });
  const packed = outputs['BATCH']?.[0]?.[1] as Batch;
  expect(packed.table.columns.get('x')).toMatchObject({ data: Float64Array.of(0, 2, 1) });
  expect(packed.table.columns.get('membership')).toMatchObject({ data: Float64Array.of(1, 1, 0) });
  const alone = runCalculator(packBatchesCalculator, { inputs: { 'BATCH:0': [[0, part([0])]], 'BATCH:1': [[0]] } });
  await expect(alone).rejects.toThrow('BATCH:1 has no batch at this step');
});

it('LearningRateCalculator is a function of the step', async () => {
  const { outputs } = await runCalculator(learningRateCalculator, {
    inputs: {
      TICK: [
        [0, 1],
        [50, 1],
        [100, 1],
      ],
    },
    options: { kind: 'cosine', initial: 0.1, total: 100 },
  });
  const rates = (outputs['LR'] ?? []).map(([, value]) => Number((value as number).toFixed(9)));
  expect(rates).toEqual([0.1, 0.05, 0]);
});

it('EarlyStopCalculator weighs figures, and says which is missing', async () => {
  const run = (options: Readonly<Record<string, unknown>>) =>
    runCalculator(earlyStopCalculator, {
      inputs: {
        METRICS: [
          [0, { auc: 0.8, gap: 0.1 }],
          [1, { auc: 0.9, gap: 0.4 }],
        ],
      },
      outputs: ['VERDICT'],
      options: { mode: 'max', patience: 1, ...options },
    });
  const { outputs } = await run({ monitor: 'auc', minus: [{ metric: 'gap', weight: 2 }] });
  expect(outputs['VERDICT']?.map(([, value]) => (value as { stop: boolean }).stop)).toEqual([false, true]);
  await expect(run({ monitor: 'loss' })).rejects.toThrow('there is no figure "loss". The figures: auc, gap');
});
