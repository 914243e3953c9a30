import { expect, it } from 'vitest';
import { createFigureKeeper } from './graph-figures.ts';

const none = { dropped: 0, lost: 0 };

it('counts frames and measures rate and latency', () => {
  const keeper = createFigureKeeper();
  for (let i = 0; i < 60; i++) {
    keeper.entered(i * 1000, i * 100);
    // Every twentieth frame takes longer.
    keeper.left(i * 1000, i * 100 + (i % 20 === 0 ? 90 : 30));
  }
  const { framesIn, framesOut, fps, latencyMs } = keeper.read(5930, none);
  expect({ framesIn, framesOut, latencyMs }).toEqual({ framesIn: 60, framesOut: 60, latencyMs: { p50: 30, p95: 90 } });
  expect(fps).toBeCloseTo(10, 0);
  expect(keeper.read(60_000, none).fps).toBe(0);
});

it('forgets frames that never come out', () => {
  const keeper = createFigureKeeper();
  for (let i = 0; i < 1000; i++) keeper.entered(i, i);
  keeper.left(0, 2000);
  keeper.left(999, 2000);
  expect(keeper.read(2000, none).latencyMs).toEqual({ p50: 1001, p95: 1001 });
});
