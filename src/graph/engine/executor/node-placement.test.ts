import { describe, expect, it } from 'vitest';
import { type Calculator, STOP } from '../../calculator.ts';
import { planGraph } from '../../config/check-graph.ts';
import { defineCalculator } from '../../define-calculator.ts';
import { any, listOf, oneOf, type PacketType, sameAs } from '../../packet-type.ts';
import { gpuImage } from '../../packet-types/gpu-image.ts';
import { gpuTensors } from '../../packet-types/gpu-tensor.ts';
import { integer, list } from '../../packet-types/plain.ts';
import { optional, required } from '../../port.ts';
import { createRegistry } from '../../registry.ts';
import { defineService } from '../../service.ts';
import { poolFor } from '../../testing/pool-for.ts';
import { poolOfPairs } from '../../testing/pool-of-pairs.ts';
import { runOn } from '../../testing/run-on.ts';
import { countTo } from '../../testing/test-calculators.ts';
import { type TinyGraph, tinyPlan } from '../../testing/tiny-plan.ts';
import { createGraph } from '../create-graph.ts';
import { clockService, randomService } from '../standard-services.ts';

/** One turn after another, so that what was sent is received. */
const turns = async (count = 10) => {
  for (let i = 0; i < count; i += 1) await new Promise(resolve => setImmediate(resolve));
};

describe('where nodes run', () => {
  const needs = (services: Parameters<typeof defineCalculator>[0]['services']) =>
    defineCalculator({
      name: 'NeedsCalculator',
      summary: 'Needs something.',
      inputs: { '': required(any, 'x') },
      outputs: { '': required(any, 'x') },
      sidePackets: { F: optional(any, 'a function') },
      ...(services === undefined ? {} : { services }),
      open: () => ({ process: ctx => ctx.outputs[''].forward(ctx.inputs[''].packet) }),
    });
  const here = defineService<object>({ key: 'here', description: 'of this thread' });

  it.each([
    ['a calculator that the workers do not have', needs(undefined), [], 'its workers have no NeedsCalculator'],
    ['a service of this thread', needs({ here }), undefined, 'the service "here" is on the calling thread.'],
    [
      'one sequence of chance',
      needs({ random: randomService }),
      undefined,
      'the service "random" gives one sequence to all nodes',
    ],
  ])('%s keeps a node: an error where the graph asks for the pool, else it stays', (_, calculator, known, fact) => {
    const { pool } = poolOfPairs(known ?? [calculator]);
    const graph = { inputs: ['a'], nodes: [{ calculator, inputs: ['a'], outputs: ['b'], name: 'n' }] };
    const plan = tinyPlan(graph);
    const asks = { ...plan, nodes: plan.nodes.map(node => ({ ...node, executor: 'pool' })) };
    const executors = [{ name: 'pool', type: '', options: {} }];
    expect(() => createGraph({ ...asks, executors }, { executors: { pool } })).toThrow(
      `node "n": executor "pool" cannot run NeedsCalculator: ${fact}`,
    );
    expect(() => createGraph(plan, { executors: { '': pool } })).not.toThrow();
  });

  const passes = defineCalculator({
    name: 'PassesCalculator',
    summary: 'Hands on.',
    inputs: { '': required(any, 'x') },
    outputs: { '': required(sameAs(''), 'x') },
    open: () => ({ map: value => value }),
  });

  it.each([
    ['a value', gpuImage, 'gpu_image'],
    ['one of several such values', oneOf(gpuImage, gpuTensors), 'gpu_image | gpu_tensors'],
    ['a list of them', list(gpuImage), 'list<gpu_image>'],
    ['a list of lists of them', list(list(gpuImage)), 'list<list<gpu_image>>'],
    ['a list that a node gathers', listOf('ITEM'), 'list<gpu_image>'],
  ])('%s that stays on its thread keeps a node, whatever its ports are called', (_what, type: PacketType, name) => {
    const source = defineCalculator({
      name: 'SourceCalculator',
      summary: 'Sends.',
      inputs: { ITEM: optional(gpuImage, 'x') },
      outputs: { '': required(type, 'x') },
      open: () => ({ process: () => undefined }),
    });
    for (const executor of ['pool', '']) {
      const plan = planGraph(
        {
          input_stream: 'item',
          node: [
            { calculator: 'SourceCalculator', input_stream: 'ITEM:item', output_stream: 'a' },
            { calculator: 'PassesCalculator', input_stream: 'a', output_stream: 'b' },
            { calculator: 'PassesCalculator', name: 'n', input_stream: 'b', output_stream: 'c', executor },
          ],
          executor: executor === '' ? [] : [{ name: 'pool' }],
        },
        { registry: createRegistry([source, passes] as readonly Calculator[]), executors: ['pool'] },
      );
      const { pool } = poolOfPairs([passes, source]);
      const create = () => createGraph(plan, { executors: { [executor]: pool } });
      if (executor === '') expect(create).not.toThrow();
      else {
        expect(create).toThrow(
          `node "n": executor "pool" cannot run PassesCalculator: values of type ${name} stay on the thread that made them.`,
        );
      }
    }
  });

  it('a function in a side packet keeps a node too, and its calls still come one at a time', async () => {
    let running = 0;
    let most = 0;
    const slow = defineCalculator({
      ...(needs(undefined) as Parameters<typeof defineCalculator>[0]),
      name: 'SlowCalculator',
      open: () => ({
        async process(ctx) {
          most = Math.max(most, ++running);
          await turns(2);
          running -= 1;
          ctx.outputs['']?.forward(ctx.inputs['']?.packet as never);
        },
      }),
    });
    const { pool } = poolOfPairs([slow]);
    const graph: TinyGraph = {
      inputs: ['a'],
      sidePackets: ['f'],
      nodes: [{ calculator: slow, inputs: ['a'], outputs: ['b'], sidePackets: ['F:f'], name: 'n' }],
    };
    const plan = tinyPlan(graph);
    const running1 = createGraph(plan, { executors: { '': pool } });
    const values: unknown[] = [];
    running1.observe('b', packet => values.push(packet.value));
    running1.start({ sidePackets: { f: () => 1 } });
    for (let i = 0; i < 5; i += 1) await running1.add('a', i, i);
    running1.closeAllInputs();
    await running1.done();
    expect(values).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(1);
    expect(running1.stats().moved).toEqual([]);
    const asks = { ...plan, nodes: plan.nodes.map(node => ({ ...node, executor: 'p' })) };
    const strict = createGraph(
      { ...asks, executors: [{ name: 'p', type: '', options: {} }] },
      { executors: { p: pool } },
    );
    strict.start({ sidePackets: { f: () => 1 } });
    await expect(strict.done()).rejects.toThrow('cannot take the node: side packet F holds a function.');
  });

  it('what a checkpoint asks for keeps a node too: it is closed in the worker and opened here', async () => {
    const events: string[] = [];
    const keeper = defineCalculator({
      name: 'KeeperCalculator',
      summary: 'Has a state.',
      inputs: { '': required(integer, 'x') },
      outputs: { '': required(integer, 'y') },
      open: ctx => {
        events.push('open');
        ctx.outputs[''].setHeader('h');
        return {
          process: now => now.outputs[''].forward(now.inputs[''].packet),
          saveState: () => 1,
          close: () => void events.push('close'),
        };
      },
    });
    const graph: TinyGraph = {
      nodes: [
        { calculator: countTo(3), outputs: ['a'] },
        { calculator: keeper, inputs: ['a'], outputs: ['b'] },
      ],
    };
    const { plan, pool } = poolFor(graph);
    const { error, log, graph: ran } = await runOn(plan, ['b'], pool);
    expect(error).toBeUndefined();
    expect(log.split('\n')).toHaveLength(3);
    expect(ran.header('b')).toBe('h');
    expect(ran.stats().moved).toEqual([plan.nodes[0]?.name]);
    expect(events).toEqual(['open', 'close', 'open', 'close']);
    const strict = plan.nodes.map(node => ({ ...node, executor: 'p' }));
    const asks = { ...plan, nodes: strict, executors: [{ name: 'p', type: '', options: {} }] };
    const refused = createGraph(asks, { executors: { p: pool } });
    await expect(refused.run()).rejects.toThrow(
      'cannot take the node: its calculator has atRest, saveState or loadState',
    );
  });

  it('shares the clock with this thread', async () => {
    const now = defineCalculator({
      name: 'NowCalculator',
      summary: 'Sends the time.',
      outputs: { '': required(any, 'x') },
      services: { clock: clockService },
      open: ({ services }) => ({
        process(ctx) {
          ctx.outputs[''].emit(services.clock.now(), 0);
          return STOP;
        },
      }),
    });
    const { plan, pool } = poolFor({ nodes: [{ calculator: now, outputs: ['a'] }] });
    const before = performance.now() * 1000;
    const graph = createGraph(plan, { executors: { '': pool } });
    let time = 0;
    graph.observe('a', packet => {
      time = Number(packet.value);
    });
    await graph.run();
    expect(graph.stats().moved).toHaveLength(1);
    expect(time).toBeGreaterThanOrEqual(before - 1);
    expect(time).toBeLessThanOrEqual(performance.now() * 1000 + 1);
  });

  it('spreads a stateless node over the workers, and keeps the order', async () => {
    const opened: number[] = [];
    const triple = defineCalculator({
      name: 'TripleCalculator',
      summary: 'Triples.',
      inputs: { '': required(integer, 'x') },
      outputs: { '': required(integer, 'y') },
      stateless: true,
      open: () => {
        const place = opened.push(0) - 1;
        return {
          async process(ctx) {
            const value = ctx.inputs[''].get();
            opened[place] = (opened[place] ?? 0) + 1;
            await turns(value % 3);
            ctx.outputs[''].emit(3 * value);
          },
        };
      },
    });
    const graph: TinyGraph = {
      nodes: [
        { calculator: countTo(30), outputs: ['a'] },
        { calculator: triple, inputs: ['a'], outputs: ['b'], maxInFlight: 3 },
      ],
    };
    const plan = tinyPlan(graph);
    // The source stays here, so that calls come faster than they are answered.
    const { pool } = poolOfPairs([triple], { threads: 3 });
    const expected = await runOn(plan, ['b']);
    opened.length = 0;
    const { log, error } = await runOn(plan, ['b'], pool);
    expect(error).toBeUndefined();
    expect(log).toBe(expected.log);
    expect(opened).toHaveLength(3);
    expect(opened.every(count => count > 0)).toBe(true);
  });
});
