import { describe, expect, it } from 'vitest';
import { countTo, lambda, passThrough } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { createGraph } from './create-graph.ts';

const turn = () => new Promise(resolve => setImmediate(resolve));

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
