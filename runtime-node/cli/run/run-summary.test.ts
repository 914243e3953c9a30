import { expect, it } from 'vitest';
import { formatSummary, type RunSummary, totals } from './run-summary.ts';

const summary: RunSummary = {
  seconds: 4,
  inputs: [{ stream: 'frames', file: 'clip.mp4', packets: 100 }],
  outputs: [
    { stream: 'composited', file: 'out.mp4', packets: 90 },
    { stream: 'mask', file: 'mask.mp4', packets: 90 },
  ],
  dropped: [{ node: 'limiter', packets: 10 }],
  live: 0,
};

it('accounts for every frame', () => {
  expect(totals(summary)).toEqual({ read: 100, written: 180, dropped: 10, live: 0 });
  expect(formatSummary(summary)).toEqual([
    'frames: 100 read from clip.mp4',
    'composited: 90 written to out.mp4',
    'mask: 90 written to mask.mp4',
    'limiter: 10 dropped',
    '4.00 s, 25.0 per second, 10 dropped',
  ]);
});
