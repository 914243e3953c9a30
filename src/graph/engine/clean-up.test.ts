// Values whose release throws: the run settles all the same, says so, and nothing else is left behind.
import { describe, expect, it, vi } from 'vitest';
import { STOP } from '../calculator.ts';
import { defineCalculator } from '../define-calculator.ts';
import { definePacketType } from '../packet-type.ts';
import { repeated, required } from '../port.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { createGraph } from './create-graph.ts';
import { debugView } from './debug-view.ts';
import { StreamPoller } from './poller.ts';

interface Stubborn {
  readonly id: number;
  readonly isStuck: boolean;
  released: number;
}

const stubborn = definePacketType<Stubborn>({
  name: 'stubborn',
  description: 'What may be hard to give back',
  is: (value): value is Stubborn => typeof value === 'object' && value !== null && 'isStuck' in value,
  release: value => {
    value.released += 1;
    if (value.isStuck) throw new Error(`${value.id} is stuck`);
  },
});

/**
 * A graph that comes to rest with three values in a queue: its loop never says more, so `join` waits until the end.
 *
 * @param stuck - the values that cannot be given back.
 * @param closing - called by each `close`.
 */
function restsWithThree(stuck: readonly number[], closing: () => void | Promise<void> = () => undefined) {
  const values: Stubborn[] = [];
  const closed: string[] = [];
  const waits = defineCalculator({
    name: 'WaitsCalculator',
    summary: 'Waits for all inputs.',
    inputs: { '': repeated(stubborn, 'values') },
    outputs: { '': required(stubborn, 'values') },
    timestampOffset: null,
    open: ({ nodeName }) => ({
      process: () => undefined,
      close: () => {
        closed.push(nodeName);
        return closing();
      },
    }),
  });
  const graph = createGraph(
    tinyPlan({
      inputs: ['a'],
      nodes: [
        { calculator: waits, name: 'join', inputs: ['a', 'old'], backEdges: ['old'], outputs: ['c'] },
        { calculator: waits, name: 'back', inputs: ['c'], outputs: ['old'] },
      ],
    }),
  );
  const feed = async () => {
    graph.start();
    for (const id of [0, 1, 2]) {
      const value = { id, released: 0, isStuck: stuck.includes(id) };
      values.push(value);
      await graph.add('a', value, id);
    }
    await graph.idle();
  };
  const run = async () => {
    await feed();
    graph.closeAllInputs();
    await graph.done();
  };
  return { graph, values, closed, feed, run };
}

describe('a run that ends with values in its queues', () => {
  it('gives them back and is done', async () => {
    const { graph, values, closed, run } = restsWithThree([]);
    await run();
    expect(graph.status).toBe('done');
    expect(values.map(one => one.released)).toEqual([1, 1, 1]);
    expect(closed).toEqual(['join', 'back']);
    expect(graph.stats().live).toBe(0);
  });

  it.each([
    ['the first', [0]],
    ['the last', [2]],
    ['all', [0, 1, 2]],
  ])('has failed when %s cannot be given back; the others are, and every node is closed', async (_name, stuck) => {
    const { graph, values, closed, run } = restsWithThree(stuck);
    await expect(run()).rejects.toThrow(`${stuck[0]} is stuck`);
    expect(graph.status).toBe('failed');
    expect(values.map(one => one.released)).toEqual([1, 1, 1]);
    expect(closed).toEqual(['join', 'back']);
    expect(graph.stats().live).toBe(0);
    // Another run is another beginning.
    await expect(run()).rejects.toThrow('is stuck');
    expect(values.map(one => one.released)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('waits all the same for those that take their time to close', async () => {
    const ended: number[] = [];
    const { closed, run } = restsWithThree([0], async () => {
      await Promise.resolve();
      ended.push(closed.length);
    });
    await expect(run()).rejects.toThrow('0 is stuck');
    expect(ended).toEqual([1, 2]);
  });

  it('stays cancelled when it was cancelled, and tells both', async () => {
    const { graph, values, closed, feed } = restsWithThree([1]);
    await feed();
    graph.cancel('by the test');
    const error = await graph.done().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(graph.status).toBe('cancelled');
    expect(error).toMatchObject({
      errors: [expect.objectContaining({ code: 'CANCELLED' }), expect.objectContaining({ message: '1 is stuck' })],
    });
    expect(values.map(one => one.released)).toEqual([1, 1, 1]);
    expect(closed).toEqual(['join', 'back']);
  });
});

describe('a packet that is added and cannot be given back', () => {
  const stuckAt = (id: number, isStuck = true): Stubborn => ({ id, isStuck, released: 0 });
  const forwards = defineCalculator({
    name: 'ForwardsCalculator',
    summary: 'Forwards.',
    inputs: { '': required(stubborn, 'values') },
    outputs: { '': required(stubborn, 'values') },
    open: () => ({
      process: ({ inputs, outputs }) => outputs[''].forward(inputs[''].packet),
    }),
  });
  const create = () =>
    createGraph(tinyPlan({ inputs: ['a'], nodes: [{ calculator: forwards, inputs: ['a'], outputs: ['b'] }] }));

  it('by a reader fails the run; what is added later is told at once', async () => {
    const newest = defineCalculator({
      name: 'NewestCalculator',
      summary: 'Waits for both, and keeps the newest meanwhile.',
      inputs: { A: required(stubborn, 'a'), B: required(stubborn, 'b') },
      open: () => ({ process: () => undefined }),
    });
    const policy = 'FixedSizeInputStreamHandler';
    const graph = createGraph(
      tinyPlan({ inputs: ['a', 'b'], nodes: [{ calculator: newest, inputs: ['A:a', 'B:b'], policy }] }),
    );
    for (const isStuck of [true, false]) {
      const values = [stuckAt(0, isStuck), stuckAt(1, false), stuckAt(2, false)];
      graph.start();
      await graph.idle();
      const added = values.map((value, t) => graph.add('a', value, t));
      const results = await Promise.allSettled(added);
      const rejected = results.map(({ status }) => status === 'rejected');
      expect(rejected).toEqual([false, isStuck, isStuck]);
      graph.closeAllInputs();
      await graph.done().catch((error: unknown) => {
        expect(String(error)).toContain('0 is stuck');
      });
      expect(debugView(graph)).toMatchObject({ status: isStuck ? 'failed' : 'done', settled: 1, live: 0 });
      expect(values.map(({ released }) => released)).toEqual([1, 1, 1]);
    }
  });

  it('by an observer fails the run; what the observer has added meanwhile is told', async () => {
    const graph = create();
    const added: string[] = [];
    graph.observe('a', () => {
      graph.add('a', stuckAt(1), 1).catch((error: unknown) => added.push(String(error)));
    });
    graph.start();
    const first = stuckAt(0);
    await graph.add('a', first, 0).catch((error: unknown) => added.push(String(error)));
    await expect(graph.done()).rejects.toThrow('stuck');
    expect(first.released).toBe(1);
    expect(added).toHaveLength(1);
    expect(debugView(graph)).toMatchObject({ settled: 1, live: 0 });
  });

  it('because it is refused rejects with that, and the run goes on', async () => {
    const graph = create();
    const early = stuckAt(0);
    await expect(graph.add('a', early, 0)).rejects.toThrow('0 is stuck');
    graph.start();
    graph.closeInput('a');
    const late = stuckAt(2);
    await expect(graph.add('a', late, 0)).rejects.toThrow('2 is stuck');
    await graph.done();
    expect([early.released, late.released]).toEqual([1, 1]);
    expect(debugView(graph)).toMatchObject({ status: 'done', live: 0, errors: [] });
  });

  it('while others wait for room rejects them all', async () => {
    const graph = create();
    graph.setInputMaxQueueSize('a', 1);
    graph.pause();
    graph.start();
    graph.pause();
    const values = [0, 1, 2].map(id => stuckAt(id, id === 1));
    const added = values.map((value, t) => graph.add('a', value, t));
    graph.cancel('by the test');
    const results = await Promise.allSettled(added);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expect(graph.done()).rejects.toThrow('cancelled');
    expect(values.map(({ released }) => released)).toEqual([1, 1, 1]);
    expect(graph.stats().live).toBe(0);
  });
});

describe('a run settles once', () => {
  it('also when a callback that is told of it throws: its error goes to onError', async () => {
    const errors: string[] = [];
    const graph = createGraph(tinyPlan({ inputs: ['a'], nodes: [] }), { onError: error => errors.push(error.message) });
    const settled: string[] = [];
    graph.onSettled(() => {
      settled.push('first');
      throw new Error('the callback broke');
    });
    graph.onSettled(() => settled.push('second'));
    graph.start();
    graph.closeAllInputs();
    await graph.done();
    expect(graph.status).toBe('done');
    await Promise.resolve();
    expect(settled).toEqual(['first', 'second']);
    expect(errors).toEqual(['the callback broke']);
    expect(debugView(graph)).toMatchObject({ status: 'done', settled: 1, errors: [] });
  });

  it('also when a poller cannot be ended', async () => {
    const end = vi.spyOn(StreamPoller.prototype, 'end').mockImplementation(() => {
      throw new Error('the poller broke');
    });
    try {
      const graph = createGraph(tinyPlan({ inputs: ['a'], nodes: [] }));
      graph.poll('a');
      graph.start();
      graph.closeAllInputs();
      await expect(graph.done()).rejects.toThrow('the poller broke');
      expect(debugView(graph)).toMatchObject({ status: 'failed', settled: 1 });
    } finally {
      end.mockRestore();
    }
  });

  it('and a packet that a poller waits for is not lost when the one before cannot be given back', async () => {
    const values = [true, false].map((isStuck, id): Stubborn => ({ id, isStuck, released: 0 }));
    const emitValues = defineCalculator({
      name: 'EmitValuesCalculator',
      summary: 'Sends the values, one per call.',
      outputs: { '': required(stubborn, 'values') },
      open: () => {
        let t = 0;
        return {
          process(ctx) {
            const value = values[t];
            if (value !== undefined) ctx.outputs[''].emit(value, t);
            t += 1;
            return t > values.length ? STOP : undefined;
          },
        };
      },
    });
    const graph = createGraph(tinyPlan({ nodes: [{ calculator: emitValues, outputs: ['a'] }] }));
    const poller = graph.poll('a');
    const packets = [poller.next(), poller.next()];
    await expect(graph.run()).rejects.toThrow('0 is stuck');
    expect((await Promise.all(packets)).map(packet => packet?.value)).toEqual(values);
    poller.close();
    expect(values.map(({ released }) => released)).toEqual([1, 1]);
    expect(debugView(graph)).toMatchObject({ settled: 1, live: 0 });
  });
});
