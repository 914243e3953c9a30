import { describe, expect, it } from 'vitest';
import { HandleRegistry } from '../handle-registry.ts';
import { type Packet } from '../packet.ts';
import { failureOf } from '../testing/failure-of.ts';
import { type Block, block, lambda, passThrough } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { createGraph } from './create-graph.ts';

const turn = () => new Promise(resolve => setImmediate(resolve));

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
    const add = (i: number, t: number) => failureOf(graph.add('x', blocks[i], t));
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
    await failureOf(graph.done());
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
    await failureOf(graph.add('x', { id: 9, released: 0 }, 0));
    await failureOf(graph.add('x', { id: 9, released: 0 }, 10));
    if (how !== 'throws') graph.cancel();
    await failureOf(graph.done());
    expect(made.every(one => one.released === 1)).toBe(true);
    expect(graph.stats().live).toBe(0);
  });
});
