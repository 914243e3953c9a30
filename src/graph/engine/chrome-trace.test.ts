import { describe, expect, it } from 'vitest';
import { defineCalculator } from '../define-calculator.ts';
import { any, sameAs } from '../packet-type.ts';
import { required } from '../port.ts';
import { countTo, passThrough } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { traceFaults } from '../testing/trace-faults.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { chromeTrace } from './chrome-trace.ts';
import type { Clock } from './clock.ts';
import { createGraph } from './create-graph.ts';
import { TraceBuffer } from './trace-buffer.ts';

/** Every reading is one microsecond after the one before. */
function tickingClock(): Clock {
  let time = 0;
  return { now: () => (time += 1), sleep: () => Promise.resolve() };
}

const slow = (clock: VirtualClock) =>
  defineCalculator({
    name: 'SlowCalculator',
    summary: 'Takes its time.',
    inputs: { '': required(any, 'In') },
    outputs: { '': required(sameAs(''), 'Out') },
    timestampOffset: 0,
    open: () => ({
      async process({ inputs, outputs }) {
        await clock.sleep(10);
        outputs[''].forward(inputs[''].packet);
      },
    }),
  });

describe('chromeTrace', () => {
  const graph = tinyPlan({
    maxQueueSize: 2,
    nodes: [
      { calculator: countTo(5), name: 'source', outputs: ['a'] },
      { calculator: passThrough, name: 'first', inputs: ['a'], outputs: ['b'] },
      { calculator: passThrough, name: 'second', inputs: ['b'], outputs: ['c'] },
    ],
  });

  it('keeps the rules of the format', async () => {
    const trace = new TraceBuffer();
    const running = createGraph(graph, { tracer: trace, clock: tickingClock(), profile: true });
    await running.run();
    const made = chromeTrace(trace, running.stats());
    expect(traceFaults(made)).toEqual([]);
    expect(JSON.parse(JSON.stringify(made))).toEqual(made);
    const spans = made.traceEvents.filter(event => event.ph === 'X' && event.args?.['node'] === 'second');
    expect(spans.filter(span => span.cat === 'process')).toHaveLength(5);
    expect(made.traceEvents.some(event => event.ph === 's' && event.name === 'b')).toBe(true);
    expect(made.millrace.stats?.nodes.find(node => node.name === 'second')?.time?.process.count).toBe(5);
  });

  it('gives calls that overlap a thread each, and subgraphs a process each', async () => {
    const clock = new VirtualClock();
    const group = { name: 'Sub', type: 'Inner', comment: '' };
    const plan = tinyPlan({
      inputs: ['in'],
      nodes: [{ calculator: slow(clock), name: 'sub__slow', inputs: ['in'], outputs: ['out'], maxInFlight: 3 }],
    });
    const trace = new TraceBuffer();
    const nodes = plan.nodes.map(node => ({ ...node, groups: [group] }));
    const running = createGraph({ ...plan, nodes }, { tracer: trace, clock });
    running.start();
    for (const t of [0, 1, 2]) await running.add('in', t, t);
    running.closeAllInputs();
    const done = running.done();
    while (clock.sleeping < 3) await new Promise(setImmediate);
    clock.advance(10);
    await done;
    const made = chromeTrace(trace);
    expect(traceFaults(made)).toEqual([]);
    const spans = made.traceEvents.filter(event => event.cat === 'process');
    expect(new Set(spans.map(span => span.tid)).size).toBe(3);
    const names = made.traceEvents.filter(event => event.ph === 'M').map(event => event.args?.['name']);
    expect(names).toEqual(expect.arrayContaining(['Sub (Inner)', 'sub__slow', 'sub__slow #2', 'sub__slow #3']));
  });

  it('is empty before a run', () => {
    expect(chromeTrace(new TraceBuffer()).traceEvents).toEqual([]);
  });
});
