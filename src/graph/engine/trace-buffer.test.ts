import { describe, expect, it } from 'vitest';
import { countTo, passThrough } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { Timestamp } from '../timestamp.ts';
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
  it('keeps the calls of a run, and which of them waited', async () => {
    const trace = new TraceBuffer();
    const clock = new VirtualClock(1000);
    await createGraph(plan, { tracer: trace, clock }).run();
    const events = [...trace.events()].map(event => `${event.node} ${event.kind}`);
    expect(events.slice(0, 2)).toEqual(['source open', 'pass open']);
    expect(events.filter(event => event === 'pass process').length).toBe(3);
    expect(events.filter(event => event === 'pass ready').length).toBeGreaterThanOrEqual(3);
    expect(events.filter(event => event.endsWith('close')).sort()).toEqual(['pass close', 'source close']);
    expect(trace.lost).toBe(0);
  });

  it('tells what a call leads to with the end of that call, and anything else with the time at which it happens', async () => {
    const trace = new TraceBuffer();
    const clock = new VirtualClock();
    const graph = createGraph(
      tinyPlan({
        inputs: ['a'],
        nodes: [
          { calculator: passThrough, name: 'first', inputs: ['a'], outputs: ['b'] },
          { calculator: passThrough, name: 'second', inputs: ['b'], outputs: ['c'] },
        ],
      }),
      { tracer: trace, clock },
    );
    // Another reader that takes its time: what it does is no part of either call.
    graph.observe('b', () => {
      clock.advance(7);
    });
    graph.start();
    await graph.idle();
    for (const t of [0, 1]) {
      await graph.add('a', t, t);
      await graph.idle();
      clock.advance(100);
    }
    graph.closeAllInputs();
    await graph.done();
    const times = [...trace.events()]
      .filter(({ kind, timestamp }) => (kind === 'ready' || kind === 'process') && timestamp < 2)
      .map(({ node, kind, start, duration }) => `${node} ${kind} ${start} ${duration}`);
    expect(times).toEqual([
      ...['first ready 0 0', 'first process 0 0', 'second ready 0 0', 'second process 7 0'],
      ...['first ready 107 0', 'first process 107 0', 'second ready 107 0', 'second process 114 0'],
    ]);
  });

  it('keeps the newest when it is full', () => {
    const trace = new TraceBuffer(2);
    trace.runStarted(plan);
    for (const t of [1, 2, 3]) trace.called(1, 'process', t, t * 10, t * 10 + t);
    expect([...trace.events()]).toMatchObject([
      { node: 'pass', timestamp: 2, start: 20, duration: 2 },
      { node: 'pass', timestamp: 3, start: 30, duration: 3 },
    ]);
    expect(trace.lost).toBe(1);
    expect(() => new TraceBuffer(0)).toThrow(RangeError);
  });

  it('tells queues by their stream, drops by their reason, and says each change once', () => {
    const trace = new TraceBuffer();
    trace.runStarted(plan);
    trace.queueChanged(1, 0, 1, 0, 5);
    trace.queueChanged(1, 0, 1, 0, 6);
    trace.queueChanged(1, 0, 0, 2, 7);
    trace.dropped(1, 'too late', 3, 40, 8);
    trace.throttled(0, 1, true, 9);
    trace.throttled(1, -1, false, 10);
    const unset = Timestamp.Unset;
    const common = { nodeIndex: 1, node: 'pass', stream: 'a', reason: '', duration: 0, packets: 0, timestamp: unset };
    expect([...trace.events()]).toEqual([
      { ...common, kind: 'queued', start: 5, packets: 1 },
      { ...common, kind: 'lost', start: 7, packets: 2, reason: 'DefaultInputStreamHandler' },
      { ...common, kind: 'queued', start: 7 },
      { ...common, kind: 'dropped', start: 8, stream: '', packets: 3, reason: 'too late', timestamp: 40 },
      { ...common, kind: 'full', start: 9 },
      { ...common, kind: 'room', start: 10, stream: 'b', node: '', nodeIndex: -1 },
    ]);
  });
});
