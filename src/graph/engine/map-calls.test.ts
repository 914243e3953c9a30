import { describe, expect, it } from 'vitest';
import { type Calculator, STOP } from '../calculator.ts';
import { defineCalculator } from '../define-calculator.ts';
import { any } from '../packet-type.ts';
import { integer } from '../packet-types/plain.ts';
import { repeated, required } from '../port.ts';
import { type CountedBox, countedBox } from '../testing/counted-box.ts';
import { formatPacketLog, packetLog } from '../testing/packet-log.ts';
import { SimulatedScheduler } from '../testing/simulated-scheduler.ts';
import { countTo, passThrough } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { createGraph } from './create-graph.ts';

const integers = { inputs: { '': required(integer, 'n') }, outputs: { '': required(integer, 'm') } };
const boxes = { inputs: { '': required(countedBox, 'a') }, outputs: { '': required(countedBox, 'b') } };

const twice = defineCalculator({
  name: 'TwiceCalculator',
  summary: 'Doubles.',
  ...integers,
  open: () => ({ map: value => value * 2 }),
});

/** Only even numbers. */
const even = defineCalculator({
  name: 'EvenCalculator',
  summary: 'Filters.',
  ...integers,
  open: () => ({ map: value => (value % 2 === 0 ? value : undefined) }),
});

/** The sum of all so far: state in a class, reached by `this`. */
class Total {
  #total = 0;
  map(value: number): number {
    this.#total += value;
    return this.#total;
  }
}
const total = defineCalculator({ name: 'TotalCalculator', summary: 'Adds up.', ...integers, open: () => new Total() });

/** The same calculator by its `process` alone. */
function byProcess(calculator: Calculator): Calculator {
  return {
    ...calculator,
    open: async ctx => ({ ...(await calculator.open(ctx)), map: undefined }),
  };
}

function chain(calculators: readonly Calculator[], source = countTo(50)) {
  const nodes = calculators.map((calculator, i) => ({ calculator, inputs: [`s${i}`], outputs: [`s${i + 1}`] }));
  return tinyPlan({ nodes: [{ calculator: source, outputs: ['s0'] }, ...nodes] });
}

async function packetsOf(calculators: readonly Calculator[], seed?: number): Promise<unknown> {
  const clock = new VirtualClock();
  const scheduler = new SimulatedScheduler({ seed: seed ?? 0, clock });
  const graph = createGraph(chain(calculators), seed === undefined ? {} : { scheduler, clock });
  const logs = packetLog(
    graph,
    calculators.map((_, i) => `s${i + 1}`),
  );
  await (seed === undefined ? graph.run() : scheduler.run(graph.run()));
  return { log: formatPacketLog(logs), calls: graph.stats().nodes.map(node => node.calls) };
}

/** A chain whose second node maps boxes; its source makes them. */
function boxed(map: (value: CountedBox) => unknown, { items = 3, isMap = true } = {}) {
  const made: CountedBox[] = [];
  const source = defineCalculator({
    name: 'BoxSourceCalculator',
    summary: 'Makes boxes.',
    inputs: { '': required(integer, 'n') },
    outputs: { '': required(countedBox, 'boxes') },
    open: () => ({
      map(id) {
        const value = { id, released: 0 };
        made.push(value);
        return value;
      },
    }),
  });
  const mapping = defineCalculator({
    name: 'MappingCalculator',
    summary: 'Maps boxes.',
    ...boxes,
    open: () => ({ map: map as (value: CountedBox) => CountedBox }),
  });
  const graph = createGraph(chain([source, isMap ? mapping : byProcess(mapping), passThrough], countTo(items)));
  return { graph, made };
}

describe('a calculator that maps value to value', () => {
  const calculators = [twice, total, even, twice, total];

  it('sends what it would send by its process, on every schedule', async () => {
    const general = await packetsOf(calculators.map(byProcess));
    expect(await packetsOf(calculators)).toEqual(general);
    for (let seed = 0; seed < 20; seed += 1)
      expect(await packetsOf(calculators, seed), `seed ${seed}`).toEqual(general);
  });

  it('sends nothing for undefined, but tells the time', async () => {
    const graph = createGraph(chain([even], countTo(4)));
    const seen: string[] = [];
    graph.observe('s1', packet => seen.push(String(packet)), {
      bounds: true,
    });
    await graph.run();
    expect(seen).toEqual(['0@0', 'empty@1', '2@2', 'empty@3']);
  });

  it.each([
    ['the same', (value: CountedBox) => value],
    ['another', ({ id }: CountedBox) => ({ id, released: 0 })],
    ['none', () => undefined],
  ])('gives every value back once when it sends %s', async (_what, map) => {
    const { graph, made } = boxed(map);
    await graph.run();
    expect(made.map(one => one.released)).toEqual([1, 1, 1]);
    expect(graph.stats().live).toBe(0);
  });

  it('fails as its process does, with node and time, and gives the value back', async () => {
    const failures = [true, false].map(async isMap => {
      const { graph, made } = boxed(
        ({ id }) => {
          if (id === 1) throw new Error('broken');
          return { id, released: 0 };
        },
        { isMap },
      );
      const error = await graph.run().catch(String);
      const { live, nodes } = graph.stats();
      return { error, live, calls: nodes.map(node => node.calls), released: made.map(one => one.released) };
    });
    const [byMap, byPorts] = await Promise.all(failures);
    expect(byMap).toEqual(byPorts);
    expect(byMap).toMatchObject({ live: 0, released: [1, 1] });
    expect(byMap?.error).toMatch(/MappingCalculator_2.*process.*1.*broken/u);
  });

  it('fails when it makes what the stream does not take', async () => {
    const { graph, made } = boxed(() => 'no box');
    await expect(graph.run()).rejects.toThrow('takes box but was sent a string');
    expect(made.map(one => one.released)).toEqual([1]);
  });

  it.each([true, false])('fails when it returns a promise (as a map: %s)', async isMap => {
    const late = defineCalculator({
      name: 'LateCalculator',
      summary: 'Waits.',
      inputs: { '': required(any, 'a') },
      outputs: { '': required(any, 'b') },
      open: () => ({ map: value => Promise.resolve(value) }),
    });
    await expect(createGraph(chain([isMap ? late : byProcess(late)])).run()).rejects.toThrow(
      'map returned a promise. Return the value, or have process wait for it.',
    );
  });

  it('is called by its ports where outputs do not follow inputs', async () => {
    const free = { ...twice, timestampOffset: null };
    const graph = createGraph(chain([free], countTo(3)));
    const seen: unknown[] = [];
    graph.observe('s1', packet => seen.push(packet.value));
    await graph.run();
    expect(seen).toEqual([0, 2, 4]);
  });

  it('passes on whatever it was given', async () => {
    const thenable = { then: () => 1 };
    const source = defineCalculator({
      name: 'ThenableCalculator',
      summary: 'Sends what looks like a promise.',
      outputs: { '': required(any, 'it') },
      open: () => ({
        process({ outputs }) {
          outputs[''].emit(thenable, 0);
          return STOP;
        },
      }),
    });
    const identity = defineCalculator({
      name: 'IdentityCalculator',
      summary: 'Forwards.',
      inputs: { '': required(any, 'a') },
      outputs: { '': required(any, 'b') },
      open: () => ({ map: value => value }),
    });
    const graph = createGraph(chain([identity, byProcess(identity)], source));
    const seen: unknown[] = [];
    graph.observe('s2', packet => seen.push(packet.value));
    await graph.run();
    expect(seen).toEqual([thenable]);
  });

  it('is refused where the node has other streams', async () => {
    const pairs = defineCalculator({
      name: 'PairsCalculator',
      summary: 'Has two inputs.',
      inputs: { '': repeated(any, 'a') },
      outputs: { '': required(any, 'b') },
      open: () => ({ map: value => value }),
    });
    const plan = tinyPlan({
      nodes: [
        { calculator: countTo(1), outputs: ['x'] },
        { calculator: pairs, inputs: ['x', 'x'], outputs: ['z'] },
      ],
    });
    await expect(createGraph(plan).run()).rejects.toThrow(
      'open returned a map, but the node has 2 input streams and 1 output streams.',
    );
  });

  it('leaves nothing behind when the run is cancelled between two of its nodes', async () => {
    const { graph, made } = boxed(
      value => {
        if (value.id === 5) graph.cancel();
        return value;
      },
      { items: 1000 },
    );
    await expect(graph.run()).rejects.toThrow();
    expect(made.length).toBeLessThan(1000);
    expect(made.every(one => one.released === 1)).toBe(true);
    expect(graph.stats().live).toBe(0);
  });
});
