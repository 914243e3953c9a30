import { describe, expect, it } from 'vitest';
import { STOP } from '../calculator.ts';
import { defineCalculator } from '../define-calculator.ts';
import { Packet } from '../packet.ts';
import { any } from '../packet-type.ts';
import { integer } from '../packet-types/plain.ts';
import { repeated, required } from '../port.ts';
import { watchInvariants } from '../testing/invariants.ts';
import { packetLog } from '../testing/packet-log.ts';
import { type Block, block, countTo, lambda, passThrough, sum } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { Timestamp } from '../timestamp.ts';
import { createGraph } from './create-graph.ts';

const turn = () => new Promise(resolve => setImmediate(resolve));

/** A node that holds each call until it is let go. */
function gate() {
  const waiting: (() => void)[] = [];
  const calculator = lambda(async ctx => {
    const input = ctx.inputs[''][0];
    await new Promise<void>(resolve => waiting.push(resolve));
    if (input !== undefined && !input.isEmpty) ctx.outputs[''][0]?.forward(input.packet);
  });
  const open = async (place = 0) => {
    await turn();
    waiting.splice(place, 1)[0]?.();
    await turn();
  };
  return { calculator, open, waiting };
}

describe('bounds', () => {
  it('run through nodes that are not called, by their offsets', async () => {
    const nothing = lambda(() => undefined);
    const shifted = lambda(() => undefined, { offset: 10 });
    const stopped = lambda(() => undefined, { offset: null });
    const graph = createGraph(
      tinyPlan({
        inputs: ['x'],
        nodes: [
          { calculator: nothing, inputs: ['x'], outputs: ['a'] },
          { calculator: shifted, inputs: ['a'], outputs: ['b'] },
          { calculator: nothing, inputs: ['b'], outputs: ['c'] },
          { calculator: stopped, inputs: ['c'], outputs: ['d'] },
        ],
      }),
    );
    const settled: Record<string, string[]> = {};
    for (const stream of ['a', 'b', 'c', 'd']) {
      settled[stream] = [];
      graph.observe(stream, packet => settled[stream]?.push(Timestamp.format(packet.timestamp)), { bounds: true });
    }
    graph.start();
    graph.setBound('x', 5);
    await graph.idle();
    await graph.add('x', 1, 8);
    await graph.idle();
    expect(settled).toEqual({ a: ['4', '8'], b: ['14', '18'], c: ['14', '18'], d: [] });
    graph.closeAllInputs();
    await graph.done();
  });

  it('are sent explicitly, with empty packets, and never at Done', async () => {
    const settled: string[] = [];
    const bounding = lambda(
      ctx => {
        const output = ctx.outputs[''][0];
        if (ctx.inputTimestamp === 1) output?.setNextTimestampBound(100);
        else if (ctx.inputTimestamp === 2) output?.forward(Packet.empty(200));
        else output?.setNextTimestampBound(Timestamp.PostStream);
      },
      { offset: null },
    );
    const graph = createGraph(
      tinyPlan({ inputs: ['x'], nodes: [{ calculator: bounding, inputs: ['x'], outputs: ['y'] }] }),
    );
    graph.observe('y', packet => settled.push(Timestamp.format(packet.timestamp)), { bounds: true });
    graph.start();
    for (const t of [1, 2, 3]) await graph.add('x', t, t);
    graph.closeAllInputs();
    await graph.done();
    expect(settled).toEqual(['99', '200', 'Timestamp.PostStream']);
  });

  it('fail when they go back', async () => {
    const graph = createGraph(
      tinyPlan({
        inputs: ['x'],
        nodes: [
          {
            calculator: lambda(ctx => ctx.outputs[''][0]?.setNextTimestampBound(100 - ctx.inputTimestamp), {
              offset: null,
            }),
            inputs: ['x'],
            outputs: ['y'],
          },
          { calculator: passThrough, inputs: ['y'], outputs: ['z'] },
        ],
      }),
    );
    graph.start();
    await graph.add('x', 1, 1);
    await graph.add('x', 1, 2);
    await expect(graph.done()).rejects.toMatchObject({ code: 'UNKNOWN' });
  });

  it('run through thousands of nodes', async () => {
    const count = 2000;
    const graph = createGraph(
      tinyPlan({
        inputs: ['s0'],
        nodes: Array.from({ length: count }, (_, i) => ({
          calculator: passThrough,
          inputs: [`s${i}`],
          outputs: [`s${i + 1}`],
        })),
      }),
    );
    let settled = 0;
    graph.observe(`s${count}`, packet => (settled = packet.timestamp), { bounds: true });
    graph.start();
    await graph.idle();
    graph.setBound('s0', 42);
    await graph.idle();
    expect(settled).toBe(41);
    graph.closeAllInputs();
    await graph.done();
  });

  it('go once round a loop with a back edge', async () => {
    const adder = lambda(ctx => {
      const [x, old] = ctx.inputs[''];
      if (x?.isEmpty === false) ctx.outputs[''][0]?.emit(Number(x.value) + Number(old?.value ?? 0));
    });
    const delay = defineCalculator({
      name: 'DelayCalculator',
      summary: 'Delays by one.',
      inputs: { '': required(integer, 'a') },
      outputs: { '': required(integer, 'b') },
      timestampOffset: 1,
      open: ctx => {
        ctx.outputs[''].emit(0, 0);
        return {
          process(now) {
            now.outputs[''].emit(now.inputs[''].get(), now.inputTimestamp + 1);
          },
        };
      },
    });
    const graph = createGraph(
      tinyPlan({
        inputs: ['x'],
        nodes: [
          { calculator: adder, inputs: ['x', 'old'], outputs: ['total'], backEdges: ['old'] },
          { calculator: delay, inputs: ['total'], outputs: ['old'] },
        ],
      }),
    );
    const { total } = packetLog(graph, ['total']);
    graph.start();
    for (const t of [0, 1, 2, 3]) await graph.add('x', t + 1, t);
    await graph.idle();
    // With nothing else to wait for, the bound of a loop climbs for ever: the graph must stay alive meanwhile.
    graph.closeAllInputs();
    for (let i = 0; i < 5; i += 1) await turn();
    expect(graph.status).toBe('running');
    graph.cancel();
    await expect(graph.done()).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(total).toEqual([
      [0, 1],
      [1, 3],
      [2, 6],
      [3, 10],
    ]);
  });
});

describe('calls that overlap', () => {
  it('give back what later ones have made when an earlier one fails', async () => {
    const blocks: Block[] = [];
    let fail: (error: Error) => void = () => undefined;
    const make = defineCalculator({
      name: 'MakeCalculator',
      summary: 'Makes blocks; the first call fails when the others have ended.',
      inputs: { '': required(any, 'anything') },
      outputs: { '': required(block, 'blocks') },
      open: () => ({
        async process(ctx) {
          if (ctx.inputTimestamp === 0) {
            await new Promise((_, reject) => {
              fail = reject;
            });
          }
          const made = { id: ctx.inputTimestamp, released: 0 };
          blocks.push(made);
          ctx.outputs[''].emit(made);
          if (blocks.length === 2) fail(new Error('the first fails'));
        },
      }),
    });
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: countTo(3), outputs: ['a'] },
          { calculator: make, inputs: ['a'], outputs: ['b'], maxInFlight: 3 },
        ],
      }),
    );
    await expect(graph.run()).rejects.toThrow('the first fails');
    expect(blocks.map(one => one.released)).toEqual([1, 1]);
    expect(graph.stats().live).toBe(0);
  });

  it('are as many as max_in_flight, and deliver in input order', async () => {
    const { calculator, open, waiting } = gate();
    const graph = createGraph(
      tinyPlan({ inputs: ['x'], nodes: [{ calculator, inputs: ['x'], outputs: ['y'], maxInFlight: 3 }] }),
    );
    const { y } = packetLog(graph, ['y']);
    graph.start();
    for (const t of [1, 2, 3, 4, 5]) await graph.add('x', t * 10, t);
    await turn();
    expect(waiting.length).toBe(3);
    await open(2);
    expect(y).toEqual([]);
    await open(0);
    expect(y).toEqual([[1, 10]]);
    await open(0);
    expect(y).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
    ]);
    await open(1);
    await open(0);
    expect(y?.length).toBe(5);
    graph.closeAllInputs();
    await graph.done();
  });

  it('do not close before all have returned', async () => {
    const { calculator, open } = gate();
    const graph = createGraph(
      tinyPlan({ inputs: ['x'], nodes: [{ calculator, inputs: ['x'], outputs: ['y'], maxInFlight: 2 }] }),
    );
    const { y } = packetLog(graph, ['y']);
    graph.start();
    await graph.add('x', 1, 1);
    await graph.add('x', 2, 2);
    graph.closeAllInputs();
    await open(1);
    expect(graph.status).toBe('running');
    await open(0);
    await graph.done();
    expect(y).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('give everything back when one of them fails', async () => {
    const { calculator, open, waiting } = gate();
    const graph = createGraph(
      tinyPlan({
        inputs: ['x'],
        nodes: [
          { calculator, inputs: ['x'], outputs: ['y'], maxInFlight: 4 },
          { calculator: lambda(() => Promise.reject(new Error('broken'))), inputs: ['x'] },
        ],
      }),
    );
    const checkLaws = watchInvariants(graph);
    graph.start();
    await graph.add('x', 1, 1);
    await turn();
    while (waiting.length > 0) await open();
    await expect(graph.done()).rejects.toThrow('broken');
    checkLaws();
  });
});

describe('back-pressure', () => {
  it('keeps queues at their bound', async () => {
    let most = 0;
    let slow: () => number = () => 0;
    const graph = createGraph(
      tinyPlan({
        maxQueueSize: 3,
        nodes: [
          { calculator: countTo(50), outputs: ['a'] },
          { calculator: passThrough, inputs: ['a'], outputs: ['b'] },
          {
            calculator: lambda(async () => {
              await turn();
              most = Math.max(most, slow());
            }),
            inputs: ['b'],
            name: 'slow',
          },
        ],
      }),
    );
    slow = () => graph.stats().nodes[2]?.inputs[0]?.queued ?? 0;
    const { b } = packetLog(graph, ['b']);
    await graph.run();
    expect(b?.length).toBe(50);
    expect(most).toBe(3);
  });

  it('lets adds wait for room, in order, and closes behind them', async () => {
    const { calculator, open } = gate();
    const graph = createGraph(
      tinyPlan({ inputs: ['x'], maxQueueSize: 2, nodes: [{ calculator, inputs: ['x'], outputs: ['y'] }] }),
    );
    const { y } = packetLog(graph, ['y']);
    graph.start();
    await graph.idle();
    const done: number[] = [];
    const adds = [1, 2, 3, 4, 5].map(t => graph.add('x', t, t).then(() => done.push(t)));
    graph.closeInput('x');
    await turn();
    expect(done).toEqual([1, 2, 3]);
    for (let i = 0; i < 5; i += 1) await open();
    await Promise.all(adds);
    await graph.done();
    expect(y).toEqual([1, 2, 3, 4, 5].map(t => [t, t]));
  });

  it('fails adds when asked to', async () => {
    const { calculator, open } = gate();
    const graph = createGraph(
      tinyPlan({ inputs: ['x'], maxQueueSize: 1, nodes: [{ calculator, inputs: ['x'], outputs: ['y'] }] }),
    );
    graph.setInputAddMode('fail-if-full');
    graph.start();
    await graph.idle();
    await graph.add('x', 1, 1);
    await turn();
    await graph.add('x', 2, 2);
    await expect(graph.add('x', 3, 3)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    graph.closeAllInputs();
    await open();
    await open();
    await graph.done();
  });

  it('grows full queues when nothing else could go on', async () => {
    const graph = createGraph(
      tinyPlan({
        inputs: ['x', 'y'],
        maxQueueSize: 1,
        nodes: [{ calculator: sum, inputs: ['x', 'y'], outputs: ['s'] }],
      }),
    );
    const { s } = packetLog(graph, ['s']);
    graph.start();
    for (const t of [1, 2, 3]) await graph.add('x', t, t);
    for (const t of [1, 2, 3]) await graph.add('y', t, t);
    graph.closeAllInputs();
    await graph.done();
    expect(s).toEqual([
      [1, 2],
      [2, 4],
      [3, 6],
    ]);
  });

  it('reports the deadlock instead, with report_deadlock', async () => {
    const graph = createGraph(
      tinyPlan({
        inputs: ['x', 'y'],
        maxQueueSize: 1,
        reportDeadlock: true,
        nodes: [{ calculator: sum, name: 'join', inputs: ['x', 'y'], outputs: ['s'] }],
      }),
    );
    graph.start();
    await graph.add('x', 1, 1);
    await expect(graph.add('x', 2, 2)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('stream "x" of node "join": a deadlock'),
    });
  });
});

describe('sources', () => {
  const named = (name: string, order?: number) =>
    defineCalculator({
      name: 'NamedCalculator',
      summary: 'Emits its name three times.',
      outputs: { '': required(any, 'a') },
      open: () => {
        let n = 0;
        return {
          process(ctx) {
            ctx.outputs[''].emit(name, n);
            n += 1;
            return n === 3 ? STOP : undefined;
          },
          ...(order === undefined ? {} : { sourceProcessOrder: () => order }),
        };
      },
    });

  async function order(nodes: Parameters<typeof tinyPlan>[0]['nodes']) {
    const graph = createGraph(tinyPlan({ nodes }));
    const seen: unknown[] = [];
    for (const stream of graph.plan.streams) graph.observe(stream.name, packet => seen.push(packet.value));
    await graph.run();
    return seen.join('');
  }

  it('take turns inside a layer', async () => {
    expect(
      await order([
        { calculator: named('a'), outputs: ['a'] },
        { calculator: named('b'), outputs: ['b'] },
      ]),
    ).toBe('ababab');
  });

  it('run layer after layer', async () => {
    expect(
      await order([
        { calculator: named('a'), outputs: ['a'], sourceLayer: 1 },
        { calculator: named('b'), outputs: ['b'], sourceLayer: 0 },
      ]),
    ).toBe('bbbaaa');
  });

  it('run by their own order', async () => {
    expect(
      await order([
        { calculator: named('a', 2), outputs: ['a'] },
        { calculator: named('b', 1), outputs: ['b'] },
      ]),
    ).toBe('bbbaaa');
  });

  it('name a deadlock of layers', async () => {
    const later = defineCalculator({
      name: 'LaterCalculator',
      summary: 'Makes a side packet while it runs.',
      outputs: { '': required(any, 'a') },
      outputSidePackets: { '': required(any, 'b') },
      open: () => ({
        process(ctx) {
          ctx.outputSidePackets[''].set(1);
          return STOP;
        },
      }),
    });
    const waiting = defineCalculator({
      name: 'WaitingCalculator',
      summary: 'Waits for a side packet.',
      sidePackets: { '': required(any, 'a') },
      outputs: { '': required(any, 'b') },
      open: () => ({ process: () => STOP }),
    });
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: later, outputs: ['a'], outputSidePackets: ['side'], sourceLayer: 1 },
          { calculator: waiting, sidePackets: ['side'], outputs: ['b'], sourceLayer: 0 },
        ],
      }),
    );
    await expect(graph.run()).rejects.toMatchObject({ code: 'UNKNOWN', message: expect.stringContaining('deadlock') });
  });
});

describe('pollers', () => {
  it('read at their own pace and throttle what feeds them', async () => {
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: countTo(10), outputs: ['a'] },
          { calculator: passThrough, inputs: ['a'], outputs: ['b'] },
        ],
      }),
    );
    const poller = graph.poll('b', { maxQueueSize: 2 });
    graph.start();
    await turn();
    expect(poller.queueSize).toBe(2);
    expect(graph.stats().nodes[0]).toMatchObject({ throttled: true, state: 'opened' });
    const seen: unknown[] = [];
    for (let packet = await poller.next(); packet !== undefined; packet = await poller.next()) seen.push(packet.value);
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await graph.done();
    expect(await poller.next()).toBeUndefined();
  });

  it('see settled times if they ask for them', async () => {
    const graph = createGraph(
      tinyPlan({ inputs: ['x'], nodes: [{ calculator: passThrough, inputs: ['x'], outputs: ['y'] }] }),
    );
    const poller = graph.poll('y', { bounds: true });
    graph.start();
    graph.setBound('x', 10);
    expect(await poller.next()).toMatchObject({ timestamp: 9, isEmpty: true });
    await graph.add('x', 1, 10);
    expect(await poller.next()).toMatchObject({ timestamp: 10, value: 1 });
    graph.closeAllInputs();
    expect(await poller.next()).toBeUndefined();
    await graph.done();
  });

  it('end with a failed run, and let go when closed', async () => {
    const graph = createGraph(
      tinyPlan({
        inputs: ['x'],
        maxQueueSize: 1,
        nodes: [{ calculator: lambda(() => Promise.reject(new Error('no'))), inputs: ['x'], outputs: ['y'] }],
      }),
    );
    const poller = graph.poll('y');
    const other = graph.poll('x', { maxQueueSize: 1 });
    graph.start();
    other.close();
    const next = poller.next();
    await graph.add('x', 1, 0);
    expect(await next).toBeUndefined();
    await expect(graph.done()).rejects.toThrow('no');
  });
});

describe('observers', () => {
  it('come and go during a run, and fail it by throwing', async () => {
    const graph = createGraph(
      tinyPlan({ inputs: ['x'], nodes: [{ calculator: passThrough, inputs: ['x'], outputs: ['y'] }] }),
    );
    graph.start();
    await graph.add('x', 1, 1);
    await graph.idle();
    const seen: unknown[] = [];
    const end = graph.observe('y', packet => seen.push(packet.value));
    await graph.add('x', 2, 2);
    await graph.idle();
    end();
    await graph.add('x', 3, 3);
    await graph.idle();
    expect(seen).toEqual([2]);
    graph.observe('y', () => {
      throw new Error('observer broken');
    });
    await graph.add('x', 4, 4);
    await expect(graph.done()).rejects.toThrow('observer broken');
  });

  it('see what they cause themselves', async () => {
    const graph = createGraph(
      tinyPlan({ inputs: ['x'], nodes: [{ calculator: passThrough, inputs: ['x'], outputs: ['y'] }] }),
    );
    const seen: number[] = [];
    graph.observe('x', packet => {
      seen.push(packet.timestamp);
      if (packet.timestamp < 3) graph.add('x', 0, packet.timestamp + 1).catch(expect.fail);
    });
    graph.start();
    await graph.add('x', 0, 0);
    await graph.idle();
    expect(seen).toEqual([0, 1, 2, 3]);
    graph.closeAllInputs();
    await graph.done();
  });
});

describe('nodes with several inputs', () => {
  it('see only complete input sets, in ascending time', async () => {
    const times: number[] = [];
    const both = defineCalculator({
      name: 'BothCalculator',
      summary: 'Notes its times.',
      inputs: { '': repeated(any, 'a') },
      open: () => ({ process: ctx => void times.push(ctx.inputTimestamp) }),
    });
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: countTo(20, 2), outputs: ['a'] },
          { calculator: countTo(20, 3), outputs: ['b'] },
          { calculator: both, inputs: ['a', 'b'] },
        ],
      }),
    );
    await graph.run();
    const expected = new Set([
      ...Array.from({ length: 20 }, (_, i) => i * 2),
      ...Array.from({ length: 20 }, (_, i) => i * 3),
    ]);
    expect(times).toEqual([...expected].sort((a, b) => a - b));
  });
});
