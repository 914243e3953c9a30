import { describe, expect, it } from 'vitest';
import { defineCalculator } from '../define-calculator.ts';
import { Packet } from '../packet.ts';
import { integer } from '../packet-types/plain.ts';
import { required } from '../port.ts';
import { packetLog } from '../testing/packet-log.ts';
import { lambda, passThrough } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { Timestamp } from '../timestamp.ts';
import { createGraph } from './create-graph.ts';

const turn = () => new Promise(resolve => setImmediate(resolve));

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
