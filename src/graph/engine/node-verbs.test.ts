import { describe, expect, it } from 'vitest';
import { defineCalculator } from '../define-calculator.ts';
import { NodeError } from '../errors.ts';
import { any } from '../packet-type.ts';
import { integer } from '../packet-types/plain.ts';
import { required } from '../port.ts';
import { failureOf } from '../testing/failure-of.ts';
import { packetLog } from '../testing/packet-log.ts';
import { lambda } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { Timestamp } from '../timestamp.ts';
import { createGraph } from './create-graph.ts';

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
    const error = await failureOf(graph.done());
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
      expect(await failureOf(graph.done())).toMatchObject({ code: 'FAILED_PRECONDITION' });
    }
  });
});
