import { expect, it } from 'vitest';
import { chromeTracer } from './chrome-trace.ts';

interface Event {
  readonly ph: string;
  readonly name: string;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly args: unknown;
}

function events(json: string): readonly Event[] {
  const parsed: { traceEvents: readonly Event[] } = JSON.parse(json);
  return parsed.traceEvents;
}

it('writes one track per node and one slice per call', () => {
  const tracer = chromeTracer();
  const mark = tracer.begin();
  tracer.end(mark, 'open', 'blur', 0);
  tracer.end(tracer.begin(), 'process', 'blur', 40_000);
  tracer.end(tracer.begin(), 'process', 'mask', 40_000);
  tracer.throttled('frames', true);
  const all = events(tracer.toJson());
  expect(all.filter(one => one.ph === 'M').map(one => [one.tid, one.args])).toEqual([
    [1, { name: 'blur' }],
    [2, { name: 'mask' }],
  ]);
  const slices = all.filter(one => one.ph === 'X');
  expect(slices.map(one => [one.name, one.tid, one.args])).toEqual([
    ['blur open', 1, { timestamp: '0' }],
    ['blur', 1, { timestamp: '40000' }],
    ['mask', 2, { timestamp: '40000' }],
  ]);
  expect(slices[0]?.ts).toBe(mark);
  expect(slices.every(one => one.dur >= 0)).toBe(true);
  expect(all.filter(one => one.ph === 'i').map(one => one.name)).toEqual(['frames full']);
});

it('keeps the newest events of a long run', () => {
  const tracer = chromeTracer(3);
  for (let time = 0; time < 5; time++) tracer.end(tracer.begin(), 'process', 'n', time);
  const kept = events(tracer.toJson()).filter(one => one.ph === 'X');
  expect(kept.map(one => one.args)).toHaveLength(3);
  expect(kept.map(one => JSON.stringify(one.args)).sort()).toEqual(['2', '3', '4'].map(t => `{"timestamp":"${t}"}`));
  expect(tracer.lost).toBe(2);
});
