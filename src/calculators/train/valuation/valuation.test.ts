import { describe, expect, it } from 'vitest';
import type { Calculator } from '../../../graph/index.ts';
import { runCalculator } from '../../../graph/testing/index.ts';
import type { Batch } from '../batches/batch.ts';
import { corruptLabels } from '../kernels/chance/corrupt-labels.ts';
import { normalSource } from '../kernels/chance/normal.ts';
import { xoshiro128 } from '../kernels/chance/xoshiro128.ts';
import { fitClassifier } from '../kernels/linear/classifier.ts';
import { discoveryCurve } from '../kernels/valuation/discovery.ts';
import type { Column, Table } from '../tables/table.ts';
import { classifierScoreCalculator } from './classifier-score.ts';
import { dataShapleyCalculator } from './data-shapley.ts';
import { discoveryCurveCalculator } from './discovery-curve.ts';
import { knnShapleyCalculator } from './knn-shapley.ts';
import { labelledRows } from './labelled-rows.ts';
import { leaveOneOutCalculator } from './leave-one-out.ts';
import { randomValuesCalculator } from './random-values.ts';
import { removalCurveCalculator } from './removal-curve.ts';
import { rewardBaselineCalculator } from './reward-baseline.ts';
import { trainingUtility } from './training-utility.ts';
import { validationDifferenceCalculator } from './validation-difference.ts';
import { valueEstimatorCalculator } from './value-estimator.ts';

const normal = normalSource(xoshiro128(4));
const make = (n: number, flip = 0) => {
  const clean = Array.from({ length: n }, (_, i) => i % 2);
  const x = Float64Array.from({ length: 2 * n }, (_, i) => normal() + (i % 2 === 0 ? 2.5 * (clean[i >> 1] ?? 0) : 0));
  const { labels, noisy } = corruptLabels(clean, 2, flip, xoshiro128(5));
  const columns = new Map<string, Column>([
    ['x', { kind: 'number', data: x, shape: [2] }],
    ['y', { kind: 'number', data: Float64Array.from(labels), shape: [] }],
  ]);
  return { table: { rows: n, columns } satisfies Table, noisy };
};
const { table: train, noisy } = make(60, 0.2);
const { table: valid } = make(40);
const { table: test } = make(200);
const sidePackets = { TRAIN: train, VALID: valid };
const numbersOf = (table: unknown, name: string): number[] => {
  const column = (table as Table).columns.get(name);
  return column?.kind === 'number' ? Array.from(column.data) : [];
};

async function valuesOf(calculator: Calculator, options: Readonly<Record<string, unknown>> = {}): Promise<number[]> {
  const given = calculator === randomValuesCalculator ? { TRAIN: train } : sidePackets;
  const run = await runCalculator(calculator, { sidePackets: given, options, outputs: ['VALUES'] });
  expect(run.outputs['VALUES']).toHaveLength(1);
  return run.outputs['VALUES']?.[0]?.[1] as number[];
}

describe('valuations', () => {
  it.each([
    ['leave-one-out', leaveOneOutCalculator, { score: 'neg_log_loss' }],
    ['Data Shapley', dataShapleyCalculator, { score: 'neg_log_loss', permutations: 10 }],
    ['KNN-Shapley', knnShapleyCalculator, { k: 5 }],
    ['the difference alone', validationDifferenceCalculator, {}],
  ])('%s puts corrupted rows low, the same ones each time', async (_, calculator, options) => {
    const values = await valuesOf(calculator, options);
    expect(values).toHaveLength(60);
    expect(discoveryCurve(values, noisy).found[7]).toBeGreaterThan(0.7);
    expect(await valuesOf(calculator, options)).toEqual(values);
  });

  it('random values say nothing, but the same for the same seed', async () => {
    const values = await valuesOf(randomValuesCalculator, { seed: 1 });
    expect(new Set(values).size).toBe(60);
    expect(await valuesOf(randomValuesCalculator, { seed: 2 })).not.toEqual(values);
  });

  it('two steps from the fit of all rows are as good as whole fits without a row', async () => {
    const quick = await valuesOf(leaveOneOutCalculator, { score: 'neg_log_loss' });
    const [rows, held] = [labelledRows(train, ''), labelledRows(valid, '')];
    const utility = trainingUtility({ train: rows, valid: held, score: 'neg_log_loss', fit: { l2: 1, maxSteps: 100 } });
    const all = Array.from({ length: 60 }, (_, i) => i);
    for (const row of [0, 17, 59]) {
      const slow = utility(all) - utility(all.filter(other => other !== row));
      expect(quick[row]).toBeCloseTo(slow, 5);
    }
  });

  it('names a y that is no class', async () => {
    const odd = {
      ...train,
      columns: new Map(train.columns).set('y', { kind: 'number', data: new Float64Array(60).fill(0.5), shape: [] }),
    };
    const run = runCalculator(knnShapleyCalculator, { sidePackets: { TRAIN: odd, VALID: valid } });
    await expect(run).rejects.toThrow('y is 0.5, no number of a class');
  });
});

it('ValidationDifferenceCalculator adds the difference for each class, or for the own one', async () => {
  const difference = async (form: string) =>
    numbersOf(
      (await runCalculator(validationDifferenceCalculator, { sidePackets, options: { form } })).sidePackets['TABLE'],
      'difference',
    );
  const [perClass, own] = [await difference('per_class'), await difference('own_class')];
  expect(perClass).toHaveLength(120);
  // Of two classes the own label is missed by as much as the other is hit.
  for (const [row, value] of own.entries()) {
    expect(perClass[2 * row]).toBeCloseTo(value, 12);
    expect(perClass[2 * row + 1]).toBeCloseTo(value, 12);
  }
});

describe('RewardBaselineCalculator', () => {
  const run = (more: Readonly<Record<string, unknown>> = {}, rewards: readonly number[] = [0.8, 1, 0.8]) =>
    runCalculator(rewardBaselineCalculator, {
      inputs: { METRICS: rewards.map((reward, i) => [i, { reward }] as const) },
      options: { metric: 'reward', window: 2 },
      ...more,
    });
  const advantages = ({ outputs }: Awaited<ReturnType<typeof run>>): number[] =>
    (outputs['ADVANTAGE'] ?? []).map(([, value]) => Number((value as number).toFixed(9)));

  it('takes off a moving average, or a fixed number', async () => {
    expect(advantages(await run())).toEqual([0, 0.2, -0.1]);
    expect(advantages(await run({ sidePackets: { BASELINE: 0.5 } }))).toEqual([0.3, 0.5, 0.3]);
  });

  it('names a figure that is missing', async () => {
    await expect(run({ options: { metric: 'auc' } })).rejects.toThrow('no figure "auc". The figures: reward');
  });
});

describe('ValueEstimatorCalculator', () => {
  const rows = Array.from({ length: 60 }, (_, i) => i);
  const withDifference: Table = {
    ...train,
    columns: new Map(train.columns).set('difference', {
      kind: 'number',
      data: Float64Array.from(rows, row => (noisy.includes(row) ? 0.9 : 0.1)),
      shape: [],
    }),
  };
  const batch = (step: number): Batch => ({ epoch: step, step, last: true, table: withDifference, rows, ids: rows });
  /** Batches and advantages one after the other, as the loop brings them. */
  const run = (advantages: readonly number[], options: Readonly<Record<string, unknown>> = {}) =>
    runCalculator(valueEstimatorCalculator, {
      sidePackets: { TABLE: withDifference },
      inputs: {
        BATCH: advantages.map((_, i) => [i, batch(i)] as const),
        ADVANTAGE: advantages.map((advantage, i) => [i, advantage] as const),
      },
      inputPolicy: { name: 'DefaultInputStreamHandler' },
      options: { iterations: advantages.length, hidden: 8, ...options },
    });

  it('selects by chance, learns, and gives chances of all rows in the end', async () => {
    const { outputs } = await run([0, 0.1, -0.1]);
    expect(outputs['SELECTED']).toHaveLength(3);
    for (const [, selected] of outputs['SELECTED'] ?? []) {
      expect(new Set(selected as number[])).toEqual(new Set([0, 1]));
    }
    const values = outputs['VALUES']?.[0]?.[1] as number[];
    expect(values).toHaveLength(60);
    expect(values.every(value => value > 0 && value < 1)).toBe(true);
    expect((await run([0, 0.1, -0.1])).outputs).toEqual(outputs);
    expect((await run([0, 0.1, -0.1], { seed: 9 })).outputs['VALUES']).not.toEqual(outputs['VALUES']);
  });

  it('stays where it is without any reward, while the mean lies in the band', async () => {
    const [none, many] = [await run([0]), await run([0, 0, 0, 0])];
    expect(many.outputs['VALUES']).toEqual(none.outputs['VALUES']);
    // Outside of the band its weight moves the mean back.
    const { outputs } = await run(
      Array.from({ length: 30 }, () => 0),
      { threshold: 0.5, exploration_weight: 10 },
    );
    const mean = (at: number): number => (outputs['LOSSES']?.at(at)?.[1] as { mean_chance: number }).mean_chance;
    expect(Math.abs(mean(-1) - 0.5)).toBeLessThan(Math.max(0.02, Math.abs(mean(0) - 0.5) + 1e-9));
  });

  it('begins with even chances where the last layer begins at nothing', async () => {
    const even = (await run([0], { output_scale: 0 })).outputs['VALUES']?.[0]?.[1] as number[];
    expect(new Set(even)).toEqual(new Set([0.5]));
  });

  it('refuses an advantage without a selection', async () => {
    const lone = runCalculator(valueEstimatorCalculator, {
      sidePackets: { TABLE: withDifference },
      inputs: { BATCH: [], ADVANTAGE: [[0, 1]] },
    });
    await expect(lone).rejects.toThrow('an advantage came without a selection');
  });
});

describe('comparing valuations', () => {
  const perfect = Array.from({ length: 60 }, (_, row) => (noisy.includes(row) ? 0.1 : 0.9));
  const worst = perfect.map(value => 1 - value);
  const inputs = { 'VALUES:0': [[0, perfect] as const], 'VALUES:1': [[0, worst] as const] };
  const names = ['perfect', 'worst'];

  it('DiscoveryCurveCalculator says how fast corrupted rows are found', async () => {
    const run = (options: Readonly<Record<string, unknown>>) =>
      runCalculator(discoveryCurveCalculator, { inputs, sidePackets: { NOISY_ROWS: noisy }, options });
    const { outputs } = await run({ names, bins: 10 });
    expect(outputs['FIGURES']?.[0]?.[1]).toMatchObject({
      'found_20.perfect': 1,
      'f1.perfect': 1,
      'found_40.worst': 0,
      'f1.worst': 0,
    });
    const table = outputs['TABLE']?.[0]?.[1] as Table;
    expect(table.rows).toBe(3 * 11);
    expect(numbersOf(table, 'found').slice(0, 3)).toEqual([0, 0.5, 1]);
    await expect(run({ names: ['one'] })).rejects.toThrow('2 valuations are connected, 1 named');
    await expect(run({ names: ['one', 'one'] })).rejects.toThrow('Two valuations are called "one"');
    await expect(run({ names, bins: 12 })).rejects.toThrow('no multiple of 5');
  });

  it('RemovalCurveCalculator says what is learnt without rows of low or high value', async () => {
    const run = (options: Readonly<Record<string, unknown>>) =>
      runCalculator(removalCurveCalculator, {
        inputs,
        sidePackets: { TRAIN: train, VALID: valid, TEST: test },
        options,
      });
    const { outputs } = await run({ names, weighted: ['perfect'], bins: 10 });
    const figures = outputs['FIGURES']?.[0]?.[1] as Record<string, number>;
    expect(figures['low_20.perfect']).toBeGreaterThanOrEqual(0);
    // Only corrupted rows and a few others are left.
    expect(figures['high_40.perfect']).toBeGreaterThan(figures['high_40.worst'] ?? 1);
    expect(figures['learning.perfect']).toBeGreaterThan(0.75);
    expect(figures['weighted.perfect']).toBeGreaterThan(0.75);
    expect(figures).not.toHaveProperty('weighted.worst');
    expect((outputs['TABLE']?.[0]?.[1] as Table).rows).toBe(2 * 6);
    await expect(run({ names, weighted: ['best'] })).rejects.toThrow('weighted names "best"');
  });

  it('ClassifierScoreCalculator measures a plain training', async () => {
    const { outputs, sidePackets: sides } = await runCalculator(classifierScoreCalculator, {
      sidePackets: { TRAIN: valid, TEST: test },
      options: { name: 'learning.validation_rows' },
    });
    const score = sides['SCORE'] as number;
    expect(outputs['FIGURES']?.[0]?.[1]).toEqual({ 'learning.validation_rows': score });
    const rows = labelledRows(valid, '');
    expect(fitClassifier(rows, { l2: 1, maxSteps: 50 }).kind).toBe('logistic');
    expect(score).toBeGreaterThan(0.8);
  });
});
