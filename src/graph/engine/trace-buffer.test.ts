import { describe, expect, it } from 'vitest';
import { countTo, passThrough } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { createGraph } from './create-graph.ts';
import { TraceBuffer } from './trace-buffer.ts';

const plan = tinyPlan({
  maxQueueSize: 1,
  nodes: [
    { calculator: countTo(3), name: 'source', outputs: ['a'] },
    { calculator: passThrough, name: 'pass', inputs: ['a'], outputs: ['b'] },
  ],
});

describe('TraceBuffer', () => {
  it('keeps the calls of a run', async () => {
    const trace = new TraceBuffer(new VirtualClock(1000));
    await createGraph(plan, { tracer: trace }).run();
    const calls = trace.events().map(event => `${event.name} ${event.kind}`);
    expect(calls.slice(0, 2)).toEqual(['source open', 'pass open']);
    expect(calls.filter(call => call === 'pass process').length).toBe(3);
    expect(calls.filter(call => call.endsWith('close')).sort()).toEqual(['pass close', 'source close']);
    expect(trace.nodeTimes()).toEqual([
      { node: 'source', calls: 3, total: 0, longest: 0 },
      { node: 'pass', calls: 3, total: 0, longest: 0 },
    ]);
    expect(trace.lost).toBe(0);
  });

  it('keeps the newest when it is full', () => {
    const clock = new VirtualClock();
    const trace = new TraceBuffer(clock, 2);
    for (const t of [1, 2, 3]) {
      const mark = trace.begin();
      clock.advance(t);
      trace.end(mark, 'process', 'n', t);
    }
    expect(trace.events()).toMatchObject([
      { timestamp: 2, start: 1, duration: 2 },
      { timestamp: 3, start: 3, duration: 3 },
    ]);
    expect(trace.lost).toBe(1);
    expect(trace.nodeTimes()).toEqual([{ node: 'n', calls: 3, total: 6, longest: 3 }]);
    expect(() => new TraceBuffer(clock, 0)).toThrow(RangeError);
  });

  it('makes a Chrome trace', () => {
    const clock = new VirtualClock(5);
    const trace = new TraceBuffer(clock);
    trace.end(trace.begin(), 'process', 'n', 7);
    trace.throttled('s', true);
    expect(trace.toChromeTrace().traceEvents).toEqual([
      { name: 'thread_name', cat: '__metadata', ph: 'M', ts: 0, pid: 0, tid: 0, args: { name: 'n' } },
      { name: 'thread_name', cat: '__metadata', ph: 'M', ts: 0, pid: 0, tid: 1, args: { name: 'queues' } },
      { name: 'process', cat: 'process', ph: 'X', ts: 5, dur: 0, pid: 0, tid: 0, args: { timestamp: '7' } },
      { name: 's full', cat: 'full', ph: 'i', s: 't', ts: 5, pid: 0, tid: 1, args: {} },
    ]);
  });
});
