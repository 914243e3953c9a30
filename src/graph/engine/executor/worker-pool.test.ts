import { describe, expect, it } from 'vitest';
import { type Calculator, STOP } from '../../calculator.ts';
import { planGraph } from '../../config/check-graph.ts';
import { defineCalculator } from '../../define-calculator.ts';
import { MillraceError, NodeError } from '../../errors.ts';
import { any, listOf, oneOf, type PacketType, sameAs } from '../../packet-type.ts';
import { gpuImage } from '../../packet-types/gpu-image.ts';
import { gpuTensors } from '../../packet-types/gpu-tensor.ts';
import { type Image, image } from '../../packet-types/image.ts';
import { integer, list } from '../../packet-types/plain.ts';
import { optional, required } from '../../port.ts';
import { createRegistry } from '../../registry.ts';
import { defineService } from '../../service.ts';
import { fixedGraphs } from '../../testing/fixed-graphs.ts';
import { poolOfPairs } from '../../testing/pool-of-pairs.ts';
import { runOn, withOwnNames } from '../../testing/run-on.ts';
import { countTo, lambda, passThrough, sum } from '../../testing/test-calculators.ts';
import { type TinyGraph, tinyPlan } from '../../testing/tiny-plan.ts';
import { createGraph } from '../create-graph.ts';
import { clockService, randomService } from '../standard-services.ts';

class Point {
  readonly x = 1;
}

/** One turn after another, so that what was sent is received. */
const turns = async (count = 10) => {
  for (let i = 0; i < count; i += 1) await new Promise(resolve => setImmediate(resolve));
};

/** A pool that has the calculators of a plan. */
function poolFor(graph: TinyGraph, setup: Parameters<typeof poolOfPairs>[1] = {}) {
  const plan = withOwnNames(tinyPlan(graph));
  return {
    plan,
    ...poolOfPairs(
      plan.nodes.map(node => node.calculator),
      setup,
    ),
  };
}

describe('the fixed graphs', () => {
  for (const memory of ['transfer', 'shared'] as const) {
    it.each(fixedGraphs().map(graph => [graph.name, graph] as const))(`%s, ${memory}`, async (_, graph) => {
      const plan = withOwnNames(graph.plan);
      const calculators = plan.nodes.map(node => node.calculator);
      const { pool, pairs } = poolOfPairs(calculators, { memory });
      const here = await runOn(plan, graph.streams);
      for (const _run of [1, 2]) {
        const there = await runOn(plan, graph.streams, pool);
        expect(there.error).toBeUndefined();
        expect(there.log).toBe(here.log);
        expect(there.graph.stats().moved).toEqual(plan.nodes.map(node => node.name));
        expect(there.graph.stats().live).toBe(0);
      }
      expect(pairs.length).toBe(Math.min(2, plan.nodes.length));
      pool.close();
      expect(pool.workers).toBe(0);
    });
  }
});

describe('a worker that dies', () => {
  const graph: TinyGraph = {
    nodes: [
      { calculator: countTo(4), outputs: ['a'] },
      { calculator: passThrough, inputs: ['a'], outputs: ['b'] },
      { calculator: sum, inputs: ['a', 'b'], outputs: ['c'] },
    ],
  };

  it('fails the run as an error of a node, at whatever message, and the next run is whole', async () => {
    const { log: expected } = await runOn(withOwnNames(tinyPlan(graph)), ['c']);
    const deaths = new Set<string>();
    for (let k = 0; ; k += 1) {
      let at = 0;
      let died = false;
      let isFirst = true;
      const tap = () => {
        if (!isFirst || died || at++ !== k) return true;
        died = true;
        return false;
      };
      const { plan, pool } = poolFor(graph, { tap });
      const { error, log, graph: ran } = await runOn(plan, ['c'], pool);
      expect(ran.stats().live).toBe(0);
      if (error === undefined) expect(log).toBe(expected);
      else {
        expect(error, `message ${k}`).toBeInstanceOf(NodeError);
        expect(error).toMatchObject({ code: 'UNAVAILABLE', cause: { code: 'UNAVAILABLE' } });
        const { message, phase } = error as NodeError;
        expect(message).toMatch(
          /worker \d of executor "pool": (did not start: the test|has ended in the middle: the test)/,
        );
        deaths.add(phase);
      }
      isFirst = false;
      // A worker that died of the last message is only found out afterwards.
      await turns(3);
      const again = await runOn(plan, ['c'], pool);
      expect(again.error).toBeUndefined();
      expect(again.log).toBe(expected);
      pool.close();
      if (!died) break;
    }
    expect([...deaths].sort()).toEqual(['open', 'process']);
  });

  it('fails the packet that comes after it, when it dies with nothing to do', async () => {
    const { plan, pool, pairs } = poolFor({
      inputs: ['a'],
      nodes: [{ calculator: passThrough, inputs: ['a'], outputs: ['b'] }],
    });
    const graph = createGraph(plan, { executors: { '': pool } });
    graph.start();
    await graph.add('a', 1, 0);
    await turns();
    pairs[0]?.crash('out of memory');
    await turns();
    expect(graph.status).toBe('running');
    await graph.add('a', 2, 1);
    await expect(graph.done()).rejects.toThrow('has ended in the middle: out of memory. Look for');
  });
});

describe('a worker that does not start', () => {
  it('says why: what its program throws, and what the host refuses', async () => {
    const nodes = [{ calculator: countTo(1), outputs: ['a'] }];
    const broken = poolFor(
      { nodes },
      {
        spawn: () => {
          throw new Error('no threads here');
        },
      },
    );
    const refused = await runOn(broken.plan, ['a'], broken.pool);
    expect(refused.error).toBeInstanceOf(NodeError);
    expect((refused.error as Error).message).toContain(
      'worker 0 of executor "pool": did not start: no threads here. Check what the host allows.',
    );
  });
});

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
      expect(b.cause.stack).toContain('worker-pool.test.ts');
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

describe('what a call does besides sending packets', () => {
  it('counts, logs, sets headers, offsets and side packets, stops, and closes', async () => {
    const busy = defineCalculator({
      name: 'BusyCalculator',
      summary: 'Does everything.',
      inputs: { '': required(integer, 'numbers') },
      outputs: { '': required(integer, 'numbers') },
      outputSidePackets: { LAST: required(integer, 'a number') },
      open(ctx) {
        ctx.setOffset(5);
        ctx.outputs[''].setHeader({ unit: 'm' });
        ctx.log('info', 'opened');
        return {
          process(now) {
            now.count('packets');
            now.drop('for a test', 2);
            now.filter('for a test');
            now.count('bound', now.outputs[''].nextTimestampBound);
            if (now.inputs[''].get() === 3) return STOP;
            return undefined;
          },
          close(now) {
            now.outputSidePackets.LAST.set(7);
            now.log('warn', now.graphStatus);
          },
        };
      },
    });
    const graph: TinyGraph = {
      nodes: [
        { calculator: countTo(100), outputs: ['a'] },
        { calculator: busy, inputs: ['a'], outputs: ['b'], outputSidePackets: ['LAST:last'], name: 'busy' },
      ],
    };
    const { plan, pool } = poolFor(graph);
    const seen = [];
    for (const executors of [{}, { '': pool }]) {
      const logs: string[] = [];
      const running = createGraph(plan, { executors, onLog: (level, message) => logs.push(`${level} ${message}`) });
      const bounds: number[] = [];
      running.observe('b', packet => bounds.push(packet.timestamp), { bounds: true });
      await running.run();
      seen.push({
        logs,
        // When the sources stop depends on how far they have come: not the offset of the last packet.
        offset: Math.min(...bounds.filter(bound => bound > 4)),
        header: running.header('b'),
        side: running.outputSidePacket('last'),
      });
      const calls = running.counter('busy-packets');
      expect(calls).toBeGreaterThanOrEqual(4);
      const busyStats = running.stats().nodes.find(node => node.name === 'busy');
      expect(busyStats?.drops).toContainEqual({ reason: 'for a test', cause: 'overload', packets: 2 * calls });
      expect(busyStats?.drops).toContainEqual({ reason: 'for a test', cause: 'choice', packets: calls });
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[0]?.logs).toEqual(['info node "busy": opened', 'warn node "busy": running']);
  });
});

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

describe('cancelling', () => {
  it('reaches a call that runs, drops those that wait, and the graph can run again', async () => {
    let begun = 0;
    const patient = lambda(async ctx => {
      begun += 1;
      for (let i = 0; i < 1000 && !ctx.isCancelled; i += 1) await turns(1);
    });
    const { plan, pool } = poolFor({ inputs: ['a'], nodes: [{ calculator: patient, inputs: ['a'], outputs: ['b'] }] });
    const graph = createGraph(plan, { executors: { '': pool } });
    for (const run of [1, 2]) {
      begun = 0;
      graph.start();
      for (let i = 0; i < 20; i += 1) await graph.add('a', i, i);
      while (begun === 0) await turns(1);
      graph.cancel('by the test');
      await expect(graph.done()).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(begun, `run ${run}`).toBe(1);
    }
  });
});

it('a call that waits is told of the end of the run', async () => {
  const waits = lambda(ctx => new Promise<void>(resolve => ctx.onStop(resolve)));
  const { plan, pool } = poolFor({ inputs: ['a'], nodes: [{ calculator: waits, inputs: ['a'], outputs: ['b'] }] });
  const graph = createGraph(plan, { executors: { '': pool } });
  graph.start();
  await graph.add('a', 0, 0);
  await turns(5);
  graph.cancel('by the test');
  await expect(graph.done()).rejects.toMatchObject({ code: 'CANCELLED' });
});

describe('memory', () => {
  const WIDTH = 64;
  interface Made {
    released: number;
  }
  const makeImage = (made: Made | undefined, n: number): Image => ({
    kind: 'cpu',
    format: 'rgba8',
    width: WIDTH,
    height: WIDTH,
    data: new Uint8Array(WIDTH * WIDTH * 4).fill(n),
    ...(made === undefined ? {} : { release: () => void (made.released += 1) }),
  });
  const brighter = defineCalculator({
    name: 'BrighterCalculator',
    summary: 'Adds one.',
    inputs: { '': required(image, 'x') },
    outputs: { '': required(image, 'y') },
    open: () => ({
      process(ctx) {
        const one = ctx.inputs[''].get();
        ctx.outputs[''].emit({ ...one, data: new Uint8Array(one.data.length).fill((one.data[0] ?? 0) + 1) } as Image);
      },
    }),
  });
  const graph: TinyGraph = {
    inputs: ['a'],
    nodes: [
      { calculator: brighter, inputs: ['a'], outputs: ['c'] },
      { calculator: passThrough, inputs: ['a'], outputs: ['b'] },
      { calculator: brighter, inputs: ['b'], outputs: ['d'] },
      { calculator: brighter, inputs: ['c'], outputs: ['e'] },
    ],
  };

  for (const memory of ['transfer', 'shared'] as const) {
    for (const pooled of [true, false]) {
      it(`reaches every reader and goes back once, ${memory}, ${pooled ? 'pooled' : 'not pooled'}`, async () => {
        const { plan, pool } = poolFor(graph, { memory });
        const running = createGraph(plan, { executors: { '': pool } });
        const seen: string[] = [];
        for (const stream of ['a', 'b', 'd', 'e']) {
          running.observe(stream, packet => {
            const { data, width } = packet.value as Image;
            seen.push(`${stream}${packet.timestamp} ${data.length / width / 4}x${data[0]}..${data.at(-1)}`);
          });
        }
        const made: Made[] = [];
        running.start();
        for (let i = 0; i < 20; i += 1) {
          const one = { released: 0 };
          made.push(one);
          await running.add('a', makeImage(pooled ? one : undefined, i), i);
          if (i % 7 === 0) await turns(4);
        }
        running.closeAllInputs();
        await running.done();
        expect(running.stats().live).toBe(0);
        if (pooled) expect(made.every(one => one.released === 1)).toBe(true);
        const expected = ['a', 'b', 'd', 'e'].flatMap((stream, i) =>
          made.map((_, n) => `${stream}${n} ${WIDTH}x${n + Math.max(0, i - 1)}..${n + Math.max(0, i - 1)}`),
        );
        expect(seen.sort()).toEqual(expected.sort());
        pool.close();
      });
    }
  }
});
