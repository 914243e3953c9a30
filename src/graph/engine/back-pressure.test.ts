import { describe, expect, it } from 'vitest';
import { heldCalls } from '../testing/held-calls.ts';
import { packetLog } from '../testing/packet-log.ts';
import { countTo, lambda, passThrough, sum } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { createGraph } from './create-graph.ts';

const turn = () => new Promise(resolve => setImmediate(resolve));

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
    const { calculator, letGo } = heldCalls(turn);
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
    for (let i = 0; i < 5; i += 1) await letGo();
    await Promise.all(adds);
    await graph.done();
    expect(y).toEqual([1, 2, 3, 4, 5].map(t => [t, t]));
  });

  it('fails adds when asked to', async () => {
    const { calculator, letGo } = heldCalls(turn);
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
    await letGo();
    await letGo();
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
