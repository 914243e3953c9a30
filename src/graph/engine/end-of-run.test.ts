import { describe, expect, it } from 'vitest';
import { STOP } from '../calculator.ts';
import { defineCalculator } from '../define-calculator.ts';
import { GraphClosedError, GraphRunError, MillraceError, NodeError } from '../errors.ts';
import { any } from '../packet-type.ts';
import { optional, required } from '../port.ts';
import { failureOf } from '../testing/failure-of.ts';
import { watchInvariants } from '../testing/invariants.ts';
import { packetLog } from '../testing/packet-log.ts';
import { countTo, lambda, passThrough, sum } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { Timestamp } from '../timestamp.ts';
import { createGraph } from './create-graph.ts';
import type { Graph } from './graph.ts';

const turn = () => new Promise(resolve => setImmediate(resolve));

describe('the end of a run', () => {
  function failing(phase: 'open' | 'process' | 'close', closes: string[] = []) {
    const fail = (at: string) => {
      if (at === phase) throw new MillraceError('NOT_FOUND', `thing: is not there in ${phase}. Put it there.`);
    };
    return defineCalculator({
      name: 'FailingCalculator',
      summary: 'Fails.',
      inputs: { '': required(any, 'a') },
      open: () => {
        fail('open');
        return {
          process: () => {
            fail('process');
          },
          close: () => {
            closes.push('closed');
            fail('close');
          },
        };
      },
    });
  }

  it.each(['open', 'process', 'close'] as const)(
    'fails with the node when %s throws, and can run again',
    async phase => {
      const errors: Error[] = [];
      const closes: string[] = [];
      const graph = createGraph(
        tinyPlan({
          nodes: [
            { calculator: countTo(3), outputs: ['a'] },
            { calculator: failing(phase, closes), inputs: ['a'], name: 'sink' },
          ],
        }),
        { onError: error => errors.push(error) },
      );
      for (let run = 0; run < 2; run += 1) {
        const checkLaws = watchInvariants(graph);
        const error = await failureOf(graph.run());
        checkLaws();
        expect(error).toMatchObject({ code: 'NOT_FOUND', node: 'sink', calculator: 'FailingCalculator', phase });
        expect(error).toBeInstanceOf(NodeError);
        expect(graph.status).toBe('failed');
      }
      expect(errors.length).toBe(2);
      expect(closes.length).toBe(phase === 'open' ? 0 : 2);
    },
  );

  it('combines several errors, the first one first', async () => {
    const graph = createGraph(
      tinyPlan({
        inputs: ['x'],
        nodes: [
          {
            calculator: lambda(async () => Promise.reject(new MillraceError('NOT_FOUND', 'a: first. Wait.'))),
            inputs: ['x'],
          },
          {
            calculator: lambda(async () => Promise.reject(new MillraceError('NOT_FOUND', 'b: second. Wait.'))),
            inputs: ['x'],
          },
          { calculator: lambda(async () => Promise.reject(new Error('third'))), inputs: ['x'] },
        ],
      }),
    );
    graph.start();
    await graph.add('x', 1, 0);
    const error = await failureOf(graph.done());
    expect(error).toBeInstanceOf(GraphRunError);
    expect(error).toMatchObject({ code: 'UNKNOWN' });
    if (error instanceof GraphRunError) {
      expect(error.errors.length).toBe(3);
      expect(error.cause).toBe(error.errors[0]);
    }
    expect(new GraphRunError([new MillraceError('ABORTED', 'x'), new MillraceError('ABORTED', 'y')]).code).toBe(
      'ABORTED',
    );
  });

  it('closes every opened node once, with the status, after a failure', async () => {
    const closes: string[] = [];
    const noting = (name: string) =>
      defineCalculator({
        name: 'NotingCalculator',
        summary: 'Notes its close.',
        inputs: { '': required(any, 'a') },
        outputs: { '': optional(any, 'b') },
        open: () => ({
          process: () => undefined,
          async close(ctx) {
            await turn();
            closes.push(`${name} ${ctx.graphStatus}`);
            ctx.outputs['']?.emit('lost', 999);
          },
        }),
      });
    const graph = createGraph(
      tinyPlan({
        inputs: ['x'],
        nodes: [
          { calculator: noting('one'), inputs: ['x'], outputs: ['y'] },
          { calculator: noting('two'), inputs: ['y'] },
          { calculator: failing('process'), inputs: ['x'] },
        ],
      }),
    );
    const { y } = packetLog(graph, ['y']);
    graph.start();
    await graph.add('x', 1, 0);
    await failureOf(graph.done());
    expect(closes).toEqual(['one failed', 'two failed']);
    expect(y).toEqual([]);
  });

  it('stops a source by STOP, and all sources by the STOP of another node', async () => {
    let processed = 0;
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: countTo(Number.POSITIVE_INFINITY), outputs: ['a'] },
          {
            calculator: lambda(() => {
              processed += 1;
              return processed >= 5 ? STOP : undefined;
            }),
            inputs: ['a'],
          },
        ],
      }),
    );
    await graph.run();
    expect(processed).toBeGreaterThanOrEqual(5);
    expect(graph.status).toBe('done');
  });

  it('ends sources and inputs by closeAllPacketSources', async () => {
    const graph = createGraph(
      tinyPlan({
        inputs: ['x'],
        nodes: [
          { calculator: countTo(Number.POSITIVE_INFINITY), outputs: ['a'] },
          { calculator: passThrough, inputs: ['a', 'x'], outputs: ['b', 'c'] },
        ],
        maxQueueSize: 5,
      }),
    );
    graph.start();
    await turn();
    graph.closeAllPacketSources();
    await graph.done();
    expect(graph.status).toBe('done');
  });

  it('is cancelled, without starving the event loop, and closes', async () => {
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: countTo(Number.POSITIVE_INFINITY), outputs: ['a'] },
          { calculator: passThrough, inputs: ['a'], outputs: ['b'] },
        ],
      }),
    );
    const checkLaws = watchInvariants(graph);
    const settled: (Error | undefined)[] = [];
    graph.onSettled(error => settled.push(error));
    const done = graph.run();
    await turn();
    graph.cancel('enough');
    expect(await failureOf(done)).toMatchObject({ code: 'CANCELLED' });
    expect(graph.status).toBe('cancelled');
    expect(settled).toMatchObject([{ code: 'CANCELLED' }]);
    checkLaws();
  });

  it('waits for calls in flight when it is cancelled', async () => {
    let release: () => void = () => undefined;
    const seen: boolean[] = [];
    const graph = createGraph(
      tinyPlan({
        inputs: ['x'],
        nodes: [
          {
            calculator: lambda(async ctx => {
              await new Promise<void>(resolve => {
                release = resolve;
              });
              seen.push(ctx.isCancelled);
            }),
            inputs: ['x'],
          },
        ],
      }),
    );
    graph.start();
    await graph.add('x', 1, 0);
    await turn();
    graph.cancel();
    await turn();
    expect(graph.status).toBe('running');
    release();
    await failureOf(graph.done());
    expect(seen).toEqual([true]);
    expect(graph.status).toBe('cancelled');
  });

  it.each<[string, (graph: Graph) => void, object]>([
    ['is cancelled', graph => graph.cancel(), { code: 'CANCELLED' }],
    ['fails', graph => graph.fail(new Error('full')), { message: 'full' }],
  ])('tells calls that wait for something when it %s', async (_, end, error) => {
    const waits = lambda(ctx => new Promise<void>(resolve => ctx.onStop(resolve)));
    const graph = createGraph(tinyPlan({ inputs: ['x'], nodes: [{ calculator: waits, inputs: ['x'] }] }));
    graph.start();
    await graph.add('x', 1, 0);
    await turn();
    end(graph);
    expect(await failureOf(graph.done())).toMatchObject(error);
  });

  it('reports what such a call throws then', async () => {
    const waits = lambda(
      ctx =>
        new Promise<void>(resolve =>
          ctx.onStop(() => {
            resolve();
            throw new Error('cannot stop');
          }),
        ),
    );
    const told: Error[] = [];
    const plan = tinyPlan({ inputs: ['x'], nodes: [{ calculator: waits, inputs: ['x'] }] });
    const graph = createGraph(plan, { onError: error => told.push(error) });
    graph.start();
    await graph.add('x', 1, 0);
    await turn();
    graph.cancel();
    const errors = [{ code: 'CANCELLED' }, { message: 'cannot stop' }];
    expect(await failureOf(graph.done())).toMatchObject({ errors });
    expect(told).toMatchObject(errors);
  });

  it('pauses and resumes, and is cancelled in a pause', async () => {
    const graph = createGraph(
      tinyPlan({ inputs: ['x'], nodes: [{ calculator: passThrough, inputs: ['x'], outputs: ['y'] }] }),
    );
    const { y } = packetLog(graph, ['y']);
    graph.start();
    await graph.idle();
    graph.pause();
    await graph.add('x', 1, 0);
    await turn();
    expect(y).toEqual([]);
    graph.resume();
    await graph.idle();
    expect(y).toEqual([[0, 1]]);
    graph.pause();
    await graph.add('x', 1, 5);
    graph.cancel();
    expect(await failureOf(graph.done())).toMatchObject({ code: 'CANCELLED' });
  });

  it('tells misuse', async () => {
    const graph = createGraph(
      tinyPlan({ inputs: ['x'], nodes: [{ calculator: passThrough, inputs: ['x'], outputs: ['y'] }] }),
    );
    expect(await failureOf(graph.add('x', 1, 0))).toMatchObject({ code: 'FAILED_PRECONDITION' });
    expect(await failureOf(graph.idle())).toMatchObject({ code: 'FAILED_PRECONDITION' });
    expect(await failureOf(graph.done())).toMatchObject({ code: 'FAILED_PRECONDITION' });
    expect(await failureOf(graph.run())).toMatchObject({ code: 'INTERNAL' });
    graph.start();
    expect(() => {
      graph.start();
    }).toThrow('start() was called during a run');
    expect(await failureOf(graph.add('other', 1, 0))).toMatchObject({ code: 'INTERNAL' });
    expect(() => graph.observe('other', () => undefined)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(() => graph.poll('other')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    graph.closeInput('x');
    graph.closeInput('x');
    expect(await failureOf(graph.add('x', 1, 0))).toBeInstanceOf(GraphClosedError);
    await graph.done();
  });

  it('fails when an input breaks the rules of its stream', async () => {
    for (const [value, t] of [
      [1, 3],
      [1, Timestamp.Unset],
      ['one', 9],
    ] as const) {
      const graph = createGraph(
        tinyPlan({ inputs: ['x'], nodes: [{ calculator: sum, inputs: ['x'], outputs: ['y'] }] }),
      );
      graph.start();
      await graph.add('x', 1, 5);
      await failureOf(graph.add('x', value, t));
      expect(await failureOf(graph.done())).toMatchObject({ code: 'INVALID_ARGUMENT' });
      expect(graph.status).toBe('failed');
    }
  });
});
