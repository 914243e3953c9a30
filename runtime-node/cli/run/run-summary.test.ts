import { expect, it } from 'vitest';
import { formatSummary, type RunSummary, totals } from './run-summary.ts';

const summary: RunSummary = {
  seconds: 4,
  inputs: [{ stream: 'frames', file: 'clip.mp4', packets: 100 }],
  outputs: [
    { stream: 'composited', file: 'out.mp4', packets: 90 },
    { stream: 'mask', file: 'mask.mp4', packets: 90 },
  ],
  dropped: [{ node: 'limiter', reason: 'too many in flight', packets: 10 }],
  filtered: [{ node: 'gate', reason: 'gate closed', packets: 30 }],
  nodes: [
    { node: 'net', calls: 90, total_ms: 900, p50_ms: 9.5, p95_ms: 12, p99_ms: 15, queue_peak: 4 },
    { node: 'draw', calls: 90, total_ms: 90, p50_ms: 1, p95_ms: 1.2, p99_ms: 2, queue_peak: 1 },
    { node: 'limiter', calls: 100, total_ms: 10, p50_ms: 0.1, p95_ms: 0.1, p99_ms: 0.1, queue_peak: 0 },
  ],
  live: 0,
};

it('accounts for every frame', () => {
  expect(totals(summary)).toEqual({ read: 100, written: 180, dropped: 10, filtered: 30, live: 0 });
  expect(formatSummary(summary)).toEqual([
    'frames: 100 read from clip.mp4',
    'composited: 90 written to out.mp4',
    'mask: 90 written to mask.mp4',
    'limiter: 10 dropped (too many in flight)',
    'gate: 30 filtered (gate closed)',
    'net: 90 % of the time, 90 calls of 9.5 ms (p50), 12 ms (p95)',
    'draw: 9 % of the time, 90 calls of 1 ms (p50), 1.2 ms (p95)',
    '4.00 s, 25.0 per second, 10 dropped, 30 filtered',
  ]);
  expect(formatSummary({ ...summary, dropped: [], filtered: [] }).at(-1)).toBe('4.00 s, 25.0 per second, 0 dropped');
});
