import { describe, expect, it } from 'vitest';
import { STOP } from '../calculator.ts';
import { defineCalculator } from '../define-calculator.ts';
import { PacketTypeError } from '../errors.ts';
import { Packet } from '../packet.ts';
import { any } from '../packet-type.ts';
import { integer } from '../packet-types/plain.ts';
import { optional, required } from '../port.ts';
import { defineService, optionalService } from '../service.ts';
import { watchInvariants } from '../testing/invariants.ts';
import { packetLog } from '../testing/packet-log.ts';
import { countTo, passThrough, sum } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { createGraph } from './create-graph.ts';

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
