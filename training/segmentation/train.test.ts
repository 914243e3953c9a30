import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { parameterCount, segmentationNetwork } from './network.ts';
import { type TrainingReport, trainSegmentation } from './train-segmentation.ts';
import { smokeSchedule } from './training-schedule.ts';
import type { Weights } from './weights.ts';

it('has about 190 thousand parameters, as the source system does', () => {
  expect(parameterCount(segmentationNetwork())).toBeGreaterThan(180_000);
  expect(parameterCount(segmentationNetwork())).toBeLessThan(200_000);
});

it('learns on a few scenes, and its checkpoint reads back bit for bit', async () => {
  const reports: TrainingReport[] = [];
  const saved: { name: string; step: number; weights: Weights }[] = [];
  await trainSegmentation(
    smokeSchedule,
    report => reports.push(report),
    ({ name }, weights, step) => {
      const copy = new Map([...weights].map(([key, { shape, data }]) => [key, { shape, data: data.slice() }]));
      saved.push({ name, step, weights: copy });
      return Promise.resolve();
    },
  );
  // What it has learned is that pictures of people differ from noise: far from good, better than at first.
  const loss = (list: readonly TrainingReport[]): number => list.find(one => one.phase === 'light')?.loss ?? Number.NaN;
  const [light] = smokeSchedule.phases;
  if (light === undefined) throw new Error('the smoke schedule has no phase');
  const untrained: TrainingReport[] = [];
  await trainSegmentation(
    { ...smokeSchedule, phases: [{ ...light, steps: 1 }] },
    report => untrained.push(report),
    () => Promise.resolve(),
  );
  expect(loss(reports)).toBeLessThan(0.95 * loss(untrained));
  expect(saved.map(({ name, step }) => [name, step])).toEqual([
    ['light', 60],
    ['full', 4],
  ]);

  const folder = await mkdtemp(path.join(os.tmpdir(), 'millrace-'));
  try {
    const file = path.join(folder, 'light.ckpt');
    const weights = saved[0]?.weights ?? new Map();
    await writeCheckpoint(file, { phase: 'light', step: 60, weights });
    const back = await readCheckpoint(file);
    expect(back.step).toBe(60);
    expect(back.weights).toEqual(weights);
  } finally {
    await rm(folder, { recursive: true });
  }
});
