import {
  any,
  defineCalculator,
  type GraphPlan,
  integer,
  optional,
  repeated,
  required,
  STOP,
} from '../../src/graph/index.ts';
import { type TinyNode, tinyPlan } from '../../src/graph/testing/tiny-plan.ts';

const pass = defineCalculator({
  name: 'PassThroughCalculator',
  summary: 'Forwards.',
  inputs: { '': repeated(any, 'a') },
  outputs: { '': repeated(any, 'b') },
  open: () => ({
    process(ctx) {
      const inputs = ctx.inputs[''];
      const outputs = ctx.outputs[''];
      for (let i = 0; i < inputs.length; i += 1) {
        const input = inputs[i];
        if (input !== undefined && !input.isEmpty) outputs[i]?.forward(input.packet);
      }
    },
  }),
});

const add = defineCalculator({
  name: 'AddCalculator',
  summary: 'Adds two streams.',
  inputs: { '': repeated(integer, 'a') },
  outputs: { '': required(integer, 'b') },
  open: () => ({
    process(ctx) {
      let sum = 0;
      for (const input of ctx.inputs['']) sum += input.value ?? 0;
      ctx.outputs[''].emit(sum);
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
  /** `length` nodes that forward, one after the other. */
  chain(items: number, length: number): EnginePlan {
    const nodes = Array.from({ length }, (_, i) => ({ calculator: pass, inputs: [`s${i}`], outputs: [`s${i + 1}`] }));
    return { plan: tinyPlan({ nodes: [source(items, 's0'), ...nodes] }), stream: `s${length}` };
  },

  /** Two sources, joined by timestamp. */
  join(items: number): EnginePlan {
    const nodes = [source(items, 'a'), source(items, 'b'), { calculator: add, inputs: ['a', 'b'], outputs: ['sum'] }];
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
        list.push({ calculator: pass, inputs: [last], outputs: [`l${place}`] });
        list.push({ calculator: pass, inputs: [last], outputs: [`r${place}`] });
        list.push({ calculator: first, inputs: [`A:l${place}`, `B:r${place}`], outputs: [next] });
      } else list.push({ calculator: pass, inputs: [last], outputs: [next] });
      last = next;
    }
    return { plan: tinyPlan({ nodes: list }), stream: last };
  },
} as const;
