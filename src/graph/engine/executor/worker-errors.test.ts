import { describe, expect, it } from 'vitest';
import { MillraceError, NodeError } from '../../errors.ts';
import { poolFor } from '../../testing/pool-for.ts';
import { runOn } from '../../testing/run-on.ts';
import { countTo, lambda, passThrough } from '../../testing/test-calculators.ts';
import type { TinyGraph } from '../../testing/tiny-plan.ts';
import { createGraph } from '../create-graph.ts';

class Point {
  readonly x = 1;
}

describe('errors', () => {
  const failing = (fail: () => unknown) =>
    lambda(ctx => {
      const input = ctx.inputs[''][0];
      if (input?.packet.timestamp === 2) throw fail();
      if (input !== undefined) ctx.outputs[''][0]?.forward(input.packet);
    });

  it.each([
    ['a TypeError', () => new TypeError('where: fact. remedy.')],
    [
      'a status',
      () => new MillraceError('RESOURCE_EXHAUSTED', 'where: full. Empty it.', { cause: new RangeError('too many') }),
    ],
    ['no error at all', () => 'a string'],
  ])('come back as they were thrown: %s', async (_, fail) => {
    const graph: TinyGraph = {
      nodes: [
        { calculator: countTo(6), outputs: ['a'] },
        { calculator: failing(fail), inputs: ['a'], outputs: ['b'] },
      ],
    };
    const { plan, pool } = poolFor(graph);
    const here = await runOn(plan, ['b']);
    const there = await runOn(plan, ['b'], pool);
    expect(there.log).toBe(here.log);
    const [a, b] = [here.error as NodeError, there.error as NodeError];
    expect(b).toBeInstanceOf(NodeError);
    expect(b.message).toBe(a.message);
    expect([b.node, b.calculator, b.phase, b.timestamp, b.code]).toEqual([
      a.node,
      a.calculator,
      a.phase,
      a.timestamp,
      a.code,
    ]);
    expect(b.cause).toEqual(a.cause);
    if (a.cause instanceof Error && b.cause instanceof Error) {
      expect(b.cause.constructor).toBe(a.cause.constructor);
      expect(b.cause.stack).toContain('worker-errors.test.ts');
    }
    pool.close();
  });

  it('name what cannot be sent, in both directions', async () => {
    const toWorker = poolFor({ inputs: ['a'], nodes: [{ calculator: passThrough, inputs: ['a'], outputs: ['b'] }] });
    for (const [value, fact] of [
      [
        { on: { done: () => 1 } },
        'the packet of stream "a" cannot be sent to a worker: it holds a function at "on.done".',
      ],
      [new Point(), 'it holds an instance of Point, which would lose its methods.'],
      [new Map([[1, () => 2]]), 'what it reads cannot be sent to a worker: () => 2 could not be cloned.'],
    ] as const) {
      const graph = createGraph(toWorker.plan, { executors: { '': toWorker.pool } });
      graph.start();
      await graph.add('a', value, 0);
      await expect(graph.done()).rejects.toThrow(fact);
      await expect(graph.done()).rejects.toBeInstanceOf(NodeError);
    }
    for (const [make, fact] of [
      [
        () => ({ call: () => 1 }),
        'the packet for stream "b" cannot be sent from a worker: it holds a function at "call".',
      ],
      [() => new Map([[1, () => 2]]), 'what it sends cannot leave the worker:'],
    ] as const) {
      const emits = lambda(ctx => ctx.outputs[''][0]?.emit(make(), 0));
      const { plan, pool } = poolFor({
        nodes: [
          { calculator: countTo(3), outputs: ['a'] },
          { calculator: emits, inputs: ['a'], outputs: ['b'] },
        ],
      });
      const { error } = await runOn(plan, ['b'], pool);
      expect(error).toBeInstanceOf(NodeError);
      expect((error as Error).message).toContain(fact);
    }
  });
});
