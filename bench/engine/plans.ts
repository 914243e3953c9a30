import { passThroughCalculator } from '../../src/calculators/core/pass-through.ts';
import {
  any,
  type Calculator,
  defineCalculator,
  type GraphPlan,
  integer,
  optional,
  required,
  STOP,
} from '../../src/graph/index.ts';
import { type TinyNode, tinyPlan } from '../../src/graph/testing/tiny-plan.ts';

/** What {@link passThroughCalculator} does for one stream, by its ports: as every calculator that needs more than a value. */
const byPorts = defineCalculator({
  name: 'ByPortsCalculator',
  summary: 'Forwards.',
  inputs: { '': required(any, 'a') },
  outputs: { '': required(any, 'b') },
  open: () => ({
    process(ctx) {
      if (!ctx.inputs[''].isEmpty) ctx.outputs[''].forward(ctx.inputs[''].packet);
    },
  }),
});

const add = defineCalculator({
  name: 'AddCalculator',
  summary: 'Adds two streams.',
  inputs: { A: required(integer, 'a'), B: required(integer, 'b') },
  outputs: { '': required(integer, 'a + b') },
  open: () => ({
    process(ctx) {
      ctx.outputs[''].emit(ctx.inputs.A.get() + ctx.inputs.B.get());
    },
  }),
});

const first = defineCalculator({
  name: 'FirstCalculator',
  summary: 'Forwards the first of two inputs.',
  inputs: { A: required(integer, 'a'), B: optional(integer, 'b') },
  outputs: { '': required(integer, 'a') },
  open: () => ({
    process(ctx) {
      if (!ctx.inputs.A.isEmpty) ctx.outputs[''].forward(ctx.inputs.A.packet);
    },
  }),
});

const numbers = { inputs: { '': required(integer, 'n') }, outputs: { '': required(integer, 'another') } };

/** Calculators of different code, as graphs have them: each call of one is another for the compiler. */
const different = [
  passThroughCalculator,
  defineCalculator({
    name: 'IncrementCalculator',
    summary: 'Adds one.',
    ...numbers,
    open: () => ({ map: value => value + 1 }),
  }),
  defineCalculator({
    name: 'CountdownCalculator',
    summary: 'Subtracts how often it was called.',
    ...numbers,
    open: () => {
      let calls = 0;
      return {
        map(value) {
          calls += 1;
          return value - calls;
        },
      };
    },
  }),
  defineCalculator({
    name: 'LastCalculator',
    summary: 'Sends the larger of this and the last value.',
    ...numbers,
    open: () => {
      let last = 0;
      return {
        map(value) {
          const larger = value > last ? value : last;
          last = value;
          return larger;
        },
      };
    },
  }),
  defineCalculator({
    name: 'EvenCalculator',
    summary: 'Makes even numbers.',
    ...numbers,
    open: () => ({ map: value => (value % 2 === 0 ? value : value + 1) }),
  }),
] as const;

function source(items: number, output: string): TinyNode {
  const calculator = defineCalculator({
    name: 'CountingCalculator',
    summary: 'Counts.',
    outputs: { '': required(integer, 'a') },
    open: () => {
      let n = 0;
      return {
        process(ctx) {
          ctx.outputs[''].emit(n, n);
          n += 1;
          return n >= items ? STOP : undefined;
        },
      };
    },
  });
  return { calculator, outputs: [output] };
}

/** A plan and the stream that its items come out of. */
export interface EnginePlan {
  readonly plan: GraphPlan;
  readonly stream: string;
}

/** The graphs that the engine is measured with. Each begins with a source that counts to `items`. */
export const plans = {
  byPorts,

  /** `length` nodes that forward, one after the other. */
  chain(items: number, length: number, calculator: Calculator = passThroughCalculator): EnginePlan {
    const nodes = Array.from({ length }, (_, i) => ({ calculator, inputs: [`s${i}`], outputs: [`s${i + 1}`] }));
    return { plan: tinyPlan({ nodes: [source(items, 's0'), ...nodes] }), stream: `s${length}` };
  },

  /** The same of nodes with five calculators in turn. */
  mixedChain(items: number, length: number): EnginePlan {
    const nodes = Array.from({ length }, (_, i) => ({
      calculator: different[i % different.length] ?? passThroughCalculator,
      inputs: [`s${i}`],
      outputs: [`s${i + 1}`],
    }));
    return { plan: tinyPlan({ nodes: [source(items, 's0'), ...nodes] }), stream: `s${length}` };
  },

  /** Two sources, joined by timestamp. */
  join(items: number): EnginePlan {
    const nodes = [
      source(items, 'a'),
      source(items, 'b'),
      { calculator: add, inputs: ['A:a', 'B:b'], outputs: ['sum'] },
    ];
    return { plan: tinyPlan({ nodes }), stream: 'sum' };
  },

  /** `nodes` in all: a source, then one diamond after the other (two branches and their join), then what is left in a chain. */
  diamonds(items: number, nodes: number): EnginePlan {
    const list = [source(items, 's0')];
    let last = 's0';
    let place = 0;
    while (list.length < nodes) {
      place += 1;
      const next = `s${place}`;
      if (nodes - list.length >= 3) {
        list.push({ calculator: passThroughCalculator, inputs: [last], outputs: [`l${place}`] });
        list.push({ calculator: passThroughCalculator, inputs: [last], outputs: [`r${place}`] });
        list.push({ calculator: first, inputs: [`A:l${place}`, `B:r${place}`], outputs: [next] });
      } else list.push({ calculator: passThroughCalculator, inputs: [last], outputs: [next] });
      last = next;
    }
    return { plan: tinyPlan({ nodes: list }), stream: last };
  },
} as const;
