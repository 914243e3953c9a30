import { describe, expect, it } from 'vitest';
import { STOP } from '../calculator.ts';
import { defineCalculator } from '../define-calculator.ts';
import { GraphClosedError, GraphRunError, MillraceError, NodeError, PacketTypeError } from '../errors.ts';
import { HandleRegistry } from '../handle-registry.ts';
import { Packet } from '../packet.ts';
import { any } from '../packet-type.ts';
import { integer } from '../packet-types/plain.ts';
import { optional, required } from '../port.ts';
import { defineService, optionalService } from '../service.ts';
import { watchInvariants } from '../testing/invariants.ts';
import { packetLog } from '../testing/packet-log.ts';
import { type Block, block, countTo, lambda, passThrough, sum } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { Timestamp } from '../timestamp.ts';
import { createGraph } from './create-graph.ts';
import type { Graph } from './graph.ts';

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

const turn = () => new Promise(resolve => setImmediate(resolve));

describe('a run', () => {
  it('moves packets from a source through a chain, any number of times', async () => {
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: countTo(5), outputs: ['a'] },
          { calculator: passThrough, inputs: ['a'], outputs: ['b'] },
          { calculator: passThrough, inputs: ['b'], outputs: ['c'] },
        ],
      }),
    );
    const checkLaws = watchInvariants(graph);
    const { c } = packetLog(graph, ['c']);
    expect(graph.status).toBe('idle');
    await graph.run();
    checkLaws();
    expect(c).toEqual([0, 1, 2, 3, 4].map(n => [n, n]));
    expect(graph.status).toBe('done');
    await graph.run();
    checkLaws();
    expect(c?.length).toBe(10);
  });

  it('joins graph inputs by timestamp', async () => {
    const graph = createGraph(
      tinyPlan({ inputs: ['x', 'y'], nodes: [{ calculator: sum, inputs: ['x', 'y'], outputs: ['s'] }] }),
    );
    const { s } = packetLog(graph, ['s']);
    graph.start();
    await graph.add('x', 1, 10);
    await graph.add('x', 2, 20);
    await graph.idle();
    expect(s).toEqual([]);
    graph.setBound('y', 11);
    await graph.idle();
    expect(s).toEqual([[10, 1]]);
    await graph.addPacket('y', Packet.empty(19));
    await graph.add('y', 5, 20);
    await graph.idle();
    expect(s).toEqual([
      [10, 1],
      [20, 7],
    ]);
    graph.closeAllInputs();
    await graph.done();
  });

  it('hands headers on before a node opens', async () => {
    const graph = createGraph(
      tinyPlan({
        inputs: ['x'],
        nodes: [
          { calculator: passThrough, inputs: ['x'], outputs: ['a'] },
          { calculator: passThrough, inputs: ['a'], outputs: ['b'] },
        ],
      }),
    );
    graph.start({ headers: { x: { rate: 30 } } });
    graph.closeAllInputs();
    await graph.done();
    expect(graph.header('b')).toEqual({ rate: 30 });
  });

  it('opens a node anew for each run when it takes back in close what it made', async () => {
    const lender = defineCalculator({
      name: 'LenderCalculator',
      summary: 'Lends a side packet for the time of a run.',
      outputSidePackets: { OUT: required(any, 'What is lent') },
      open: ctx => {
        const lent = { isOpen: true };
        ctx.outputSidePackets.OUT.set(lent);
        return {
          process: () => undefined,
          close: () => {
            lent.isOpen = false;
          },
        };
      },
    });
    const borrower = defineCalculator({
      name: 'BorrowerCalculator',
      summary: 'Tells whether what it borrowed is open.',
      sidePackets: { IN: required(any, 'What is lent') },
      outputs: { '': required(any, 'Whether it is open') },
      open: ctx => ({
        process(now) {
          now.outputs[''].emit((ctx.sidePackets.IN as { isOpen: boolean }).isOpen, 0);
          return STOP;
        },
      }),
    });
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: lender, outputSidePackets: ['OUT:lent'] },
          { calculator: borrower, sidePackets: ['IN:lent'], outputs: ['r'] },
        ],
      }),
    );
    const { r } = packetLog(graph, ['r']);
    await graph.run();
    await graph.run();
    expect(r).toEqual([
      [0, true],
      [0, true],
    ]);
  });

  it('hands side packets on, and opens who waits for them later', async () => {
    const maker = defineCalculator({
      name: 'MakerCalculator',
      summary: 'Makes a side packet.',
      sidePackets: { IN: required(integer, 'a') },
      outputSidePackets: { OUT: required(integer, 'b') },
      open: ctx => {
        ctx.outputSidePackets.OUT.set(ctx.sidePackets.IN + 1);
        return { process: () => undefined };
      },
    });
    const reader = defineCalculator({
      name: 'ReaderCalculator',
      summary: 'Emits a side packet.',
      sidePackets: { IN: required(integer, 'a'), SPARE: optional(integer, 'b') },
      outputs: { '': required(any, 'c') },
      open: ctx => ({
        process(now) {
          now.outputs[''].emit([ctx.sidePackets.IN, ctx.sidePackets.SPARE], 0);
          return STOP;
        },
      }),
    });
    let makings = 0;
    const counted = { ...maker, open: (ctx: Parameters<typeof maker.open>[0]) => (makings++, maker.open(ctx)) };
    const graph = createGraph(
      tinyPlan({
        sidePackets: ['given', 'spare'],
        nodes: [
          { calculator: reader, sidePackets: ['IN:made', 'SPARE:spare'], outputs: ['r'] },
          { calculator: counted, sidePackets: ['IN:given'], outputSidePackets: ['OUT:made'] },
        ],
      }),
    );
    const { r } = packetLog(graph, ['r']);
    expect(() => graph.outputSidePacket('made')).toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }) as Error);
    expect(() => graph.outputSidePacket('other')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }) as Error);
    expect(() => graph.header('other')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }) as Error);
    await graph.run({ sidePackets: { given: 1, unknown: 7 } });
    expect(r).toEqual([[0, [2, undefined]]]);
    expect(graph.outputSidePacket('made')).toBe(2);
    await graph.run({ sidePackets: { given: 1 } });
    expect(makings).toBe(1);
    await graph.run({ sidePackets: { given: 5 } });
    expect(makings).toBe(2);
    expect(graph.outputSidePacket('made')).toBe(6);
    expect(() => graph.start({})).toThrow('side packet "given": is required but was not given.');
    expect(() => graph.start({ sidePackets: { given: 'one' } })).toThrow(PacketTypeError);
    expect(() => graph.start({ sidePackets: { given: 'one' } })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN' }) as Error,
    );
    expect(() => graph.outputSidePacket('other')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });

  it('gives services, makes those that can be made, and names those that are missing', async () => {
    const given = defineService<number>({ key: 'given', description: 'a' });
    const made = defineService<{ readonly n: number }>({ key: 'made', description: 'b', create: () => ({ n: 1 }) });
    const asking = defineCalculator({
      name: 'AskingCalculator',
      summary: 'Asks.',
      services: { given, made, spare: optionalService(defineService<number>({ key: 'spare', description: 'c' })) },
      outputs: { '': required(any, 'd') },
      open: ctx => ({
        process(now) {
          now.outputs[''].emit([ctx.services.given, ctx.services.made, ctx.services.spare], 0);
          return STOP;
        },
      }),
    });
    const plan = tinyPlan({ nodes: [{ calculator: asking, name: 'asker', outputs: ['a'] }] });
    const graph = createGraph(plan, { services: { given: 7 } });
    const { a } = packetLog(graph, ['a']);
    await graph.run();
    expect(a).toEqual([[0, [7, { n: 1 }, undefined]]]);
    expect(() => {
      createGraph(plan).start();
    }).toThrow('node "asker": AskingCalculator needs the service "given"');
  });

  it('keeps the counters and the log', async () => {
    const counting = defineCalculator({
      name: 'CounterCalculator',
      summary: 'Counts.',
      inputs: { '': required(any, 'a') },
      open: () => ({
        process(ctx) {
          ctx.count('seen');
          ctx.log('debug', `at ${ctx.inputTimestamp}`);
        },
      }),
    });
    const log: string[] = [];
    const graph = createGraph(
      tinyPlan({
        nodes: [
          { calculator: countTo(3), outputs: ['a'] },
          { calculator: counting, inputs: ['a'], name: 'c' },
        ],
      }),
      { onLog: (level, message) => log.push(`${level} ${message}`) },
    );
    await graph.run();
    expect(graph.counter('c-seen')).toBe(3);
    expect(graph.counter('c-other')).toBe(0);
    expect(log[2]).toBe('debug node "c": at 2');
    expect(graph.stats().nodes[1]).toMatchObject({ name: 'c', state: 'closed', calls: 3, running: 0 });
    expect(graph.stats().nodes[1]?.inputs[0]).toMatchObject({ stream: 'a', added: 3, dropped: 0, queued: 0 });
  });
});

describe('open, process and close', () => {
  it('see Unstarted, the input time and Done', async () => {
    const times: string[] = [];
    const note = (t: Timestamp) => times.push(Timestamp.format(t));
    const probe = defineCalculator({
      name: 'ProbeCalculator',
      summary: 'Notes its times.',
      inputs: { '': required(any, 'a') },
      outputs: { '': required(any, 'b') },
      open: ctx => {
        note(ctx.inputTimestamp);
        expect(ctx.inputs[''].isEmpty).toBe(true);
        expect(ctx.inputs[''].packet.timestamp).toBe(Timestamp.Unset);
        ctx.outputs[''].emit('open', 0);
        return {
          process(now) {
            note(now.inputTimestamp);
            now.outputs[''].forward(now.inputs[''].packet);
          },
          close(now) {
            note(now.inputTimestamp);
            now.outputs[''].emit('close', 99);
            expect(now.graphStatus).toBe('running');
          },
        };
      },
    });
    const graph = createGraph(
      tinyPlan({ inputs: ['x'], nodes: [{ calculator: probe, inputs: ['x'], outputs: ['y'] }] }),
    );
    const { y } = packetLog(graph, ['y']);
    graph.start();
    await graph.add('x', 'in', 5);
    graph.closeAllInputs();
    await graph.done();
    expect(times).toEqual(['Timestamp.Unstarted', '5', 'Timestamp.Done']);
    expect(y).toEqual([
      [0, 'open'],
      [5, 'in'],
      [99, 'close'],
    ]);
  });

  it.each<
    [string, (ctx: { outputs: { '': readonly { emit: (v: unknown, t?: number) => void }[] } }) => void, string, string]
  >([
    [
      'a packet on a closed output',
      ctx => close(ctx).emit(1),
      'FAILED_PRECONDITION',
      'a packet was sent to a closed stream',
    ],
    [
      'an illegal timestamp',
      ctx => ctx.outputs[''][0]?.emit(1, Timestamp.Done),
      'INVALID_ARGUMENT',
      'Timestamp.Done is no timestamp of a packet',
    ],
    [
      'a timestamp that is no integer',
      ctx => ctx.outputs[''][0]?.emit(1, 0.5),
      'INVALID_ARGUMENT',
      '0.5 is no timestamp of a packet',
    ],
    [
      'NaN as a timestamp',
      ctx => ctx.outputs[''][0]?.emit(1, Number.NaN),
      'INVALID_ARGUMENT',
      'NaN is no timestamp of a packet',
    ],
    ['undefined as a value', ctx => ctx.outputs[''][0]?.emit(undefined), 'UNKNOWN', 'emitted undefined'],
    ['a wrong type', ctx => ctx.outputs[''][0]?.emit('one'), 'INVALID_ARGUMENT', 'takes integer but was sent a string'],
  ])('fails on %s', async (_what, misuse, code, message) => {
    const graph = createGraph(
      tinyPlan({
        inputs: ['x'],
        nodes: [{ calculator: lambda(misuse, { type: integer }), name: 'bad', inputs: ['x'], outputs: ['y'] }],
      }),
    );
    graph.start();
    await graph.add('x', 1, 3);
    const error = await failure(graph.done());
    expect(error).toBeInstanceOf(NodeError);
    expect(error).toMatchObject({ code, node: 'bad', phase: 'process', timestamp: 3 });
    expect(String(error)).toContain(message);
  });

  function close(ctx: { outputs: { '': readonly unknown[] } }) {
    const output = ctx.outputs[''][0] as { close(): void; emit(v: unknown): void };
    output.close();
    return output;
  }

  it('refuses what comes after the call', async () => {
    let late: (() => void) | undefined;
    const graph = createGraph(
      tinyPlan({
        inputs: ['x'],
        nodes: [
          { calculator: lambda(ctx => void (late = () => ctx.outputs[''][0]?.emit(1))), inputs: ['x'], outputs: ['y'] },
        ],
      }),
    );
    graph.start();
    await graph.add('x', 1, 0);
    await graph.idle();
    expect(() => late?.()).toThrow('used after the call had returned');
    graph.closeAllInputs();
    await graph.done();
  });

  it('refuses setOffset and headers outside of open', async () => {
    for (const misuse of ['setOffset', 'setHeader'] as const) {
      const bad = defineCalculator({
        name: 'BadCalculator',
        summary: 'Too late.',
        inputs: { '': required(any, 'a') },
        outputs: { '': required(any, 'b') },
        open: () => ({
          process(ctx) {
            if (misuse === 'setOffset') ctx.setOffset(0);
            else ctx.outputs[''].setHeader(1);
          },
        }),
      });
      const graph = createGraph(
        tinyPlan({ inputs: ['x'], nodes: [{ calculator: bad, inputs: ['x'], outputs: ['y'] }] }),
      );
      graph.start();
      await graph.add('x', 1, 0);
      expect(await failure(graph.done())).toMatchObject({ code: 'FAILED_PRECONDITION' });
    }
  });
});

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
        const error = await failure(graph.run());
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
    const error = await failure(graph.done());
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
    await failure(graph.done());
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
    expect(await failure(done)).toMatchObject({ code: 'CANCELLED' });
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
    await failure(graph.done());
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
    expect(await failure(graph.done())).toMatchObject(error);
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
    expect(await failure(graph.done())).toMatchObject({ errors });
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
    expect(await failure(graph.done())).toMatchObject({ code: 'CANCELLED' });
  });

  it('tells misuse', async () => {
    const graph = createGraph(
      tinyPlan({ inputs: ['x'], nodes: [{ calculator: passThrough, inputs: ['x'], outputs: ['y'] }] }),
    );
    expect(await failure(graph.add('x', 1, 0))).toMatchObject({ code: 'FAILED_PRECONDITION' });
    expect(await failure(graph.idle())).toMatchObject({ code: 'FAILED_PRECONDITION' });
    expect(await failure(graph.done())).toMatchObject({ code: 'FAILED_PRECONDITION' });
    expect(await failure(graph.run())).toMatchObject({ code: 'INTERNAL' });
    graph.start();
    expect(() => {
      graph.start();
    }).toThrow('start() was called during a run');
    expect(await failure(graph.add('other', 1, 0))).toMatchObject({ code: 'INTERNAL' });
    expect(() => graph.observe('other', () => undefined)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(() => graph.poll('other')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    graph.closeInput('x');
    graph.closeInput('x');
    expect(await failure(graph.add('x', 1, 0))).toBeInstanceOf(GraphClosedError);
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
      await failure(graph.add('x', value, t));
      expect(await failure(graph.done())).toMatchObject({ code: 'INVALID_ARGUMENT' });
      expect(graph.status).toBe('failed');
    }
  });
});

describe('releasable values', () => {
  const forwardBlock = lambda(ctx => {
    const input = ctx.inputs[''][0];
    if (input !== undefined && !input.isEmpty) for (const output of ctx.outputs['']) output.forward(input.packet);
  });

  it('are given back once, after the last of all consumers', async () => {
    const handles = new HandleRegistry();
    const alive: number[] = [];
    const graph = createGraph(
      tinyPlan({
        inputs: ['x'],
        nodes: [
          {
            calculator: lambda(ctx => ctx.outputs[''][0]?.forward(ctx.inputs['']?.[0]?.packet as never), {
              type: block,
            }),
            inputs: ['x'],
            outputs: ['y'],
          },
          { calculator: forwardBlock, inputs: ['y'], outputs: ['p', 'q'] },
          { calculator: lambda(ctx => void alive.push((ctx.inputs[''][0]?.value as Block).released)), inputs: ['p'] },
          {
            calculator: lambda(async ctx => {
              await turn();
              alive.push((ctx.inputs[''][0]?.value as Block).released);
            }),
            inputs: ['q'],
          },
        ],
      }),
      { handles },
    );
    const blocks: Block[] = [1, 2, 3].map(id => ({ id, released: 0 }));
    const kept: Packet[] = [];
    graph.observe('q', packet => {
      if (packet.timestamp === 1) kept.push(packet.retain());
    });
    graph.start();
    for (const one of blocks) await graph.add('x', one, one.id);
    graph.closeAllInputs();
    await graph.done();
    expect(alive).toEqual([0, 0, 0, 0, 0, 0]);
    expect(blocks.map(one => one.released)).toEqual([0, 1, 1]);
    expect(graph.stats()).toMatchObject({ live: 1, liveByType: { block: 1 } });
    kept[0]?.release();
    expect(blocks[0]?.released).toBe(1);
    expect(handles.live).toBe(0);
  });

  it('are given back when they are added in vain', async () => {
    const graph = createGraph(
      tinyPlan({
        inputs: ['x'],
        maxQueueSize: 1,
        nodes: [{ calculator: lambda(() => undefined, { type: block }), inputs: ['x'] }],
      }),
    );
    const blocks: Block[] = Array.from({ length: 6 }, (_, id) => ({ id, released: 0 }));
    const add = (i: number, t: number) => failure(graph.add('x', blocks[i], t));
    await add(0, 0);
    graph.start();
    await graph.idle();
    graph.pause();
    graph.setInputAddMode('fail-if-full');
    await add(1, 1);
    graph.setInputMaxQueueSize('x', 1);
    await add(2, 2);
    expect(await add(3, 3)).toMatchObject({ code: 'UNAVAILABLE' });
    graph.setInputAddMode('wait');
    const waiting = add(4, 4);
    graph.cancel();
    await failure(graph.done());
    expect(await waiting).toMatchObject({ code: 'CANCELLED' });
    await add(5, 5);
    expect(blocks.map(one => one.released)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(graph.stats().live).toBe(0);
  });

  it.each(['throws', 'is cancelled'])('are given back when a node %s', async how => {
    const made: Block[] = [];
    const graph = createGraph(
      tinyPlan({
        inputs: ['x'],
        nodes: [
          {
            calculator: lambda(
              ctx => {
                for (let i = 0; i < 3; i += 1) {
                  const one = { id: i, released: 0 };
                  made.push(one);
                  ctx.outputs[''][0]?.emit(one, ctx.inputTimestamp + i);
                }
                if (how === 'throws' && ctx.inputTimestamp === 10) throw new Error('broken');
              },
              { type: block },
            ),
            inputs: ['x'],
            outputs: ['y'],
          },
          { calculator: passThrough, inputs: ['y', 'x'], outputs: ['p', 'q'] },
        ],
      }),
    );
    graph.start();
    await failure(graph.add('x', { id: 9, released: 0 }, 0));
    await failure(graph.add('x', { id: 9, released: 0 }, 10));
    if (how !== 'throws') graph.cancel();
    await failure(graph.done());
    expect(made.every(one => one.released === 1)).toBe(true);
    expect(graph.stats().live).toBe(0);
  });
});
