import { expect, it } from 'vitest';
import { learningRateAt } from './learning-rate-schedule.ts';

it('the schedules that no oracle has', () => {
  expect(learningRateAt({ kind: 'constant', initial: 0.1 }, 7)).toBe(0.1);
  const warm = { kind: 'warmup_cosine', initial: 1, warmup: 10, total: 110, alpha: 0.1 } as const;
  expect([0, 5, 10, 60, 110, 500].map(step => learningRateAt(warm, step))).toEqual([0, 0.5, 1, 0.55, 0.1, 0.1]);
  const steps = { kind: 'piecewise', boundaries: [10, 20], values: [3, 2, 1] } as const;
  expect([0, 9, 10, 20].map(step => learningRateAt(steps, step))).toEqual([3, 3, 2, 1]);
  expect(learningRateAt({ kind: 'exponential', initial: 1, rate: 0.5, steps: 10, staircase: true }, 19)).toBe(0.5);
});
