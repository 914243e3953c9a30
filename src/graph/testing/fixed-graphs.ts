import { STOP } from '../calculator.ts';
import { defineCalculator } from '../define-calculator.ts';
import { integer } from '../packet-types/plain.ts';
import { required } from '../port.ts';
import { countTo, lambda, passThrough, sum } from './test-calculators.ts';
import { type TinyGraph, type TinyNode, tinyPlan } from './tiny-plan.ts';

/** A graph without inputs whose packets must be the same on every legal schedule. */
export interface FixedGraph {
  readonly name: string;
  readonly plan: ReturnType<typeof tinyPlan>;
  readonly streams: readonly string[];
}

/** Doubles after some turns of the event loop. */
const slowDouble = lambda(async ctx => {
  await Promise.resolve();
  const value = ctx.inputs[''][0]?.value;
  if (typeof value === 'number') ctx.outputs[''][0]?.emit(value * 2);
});

/** Passes even numbers, drops others. */
const evens = lambda(ctx => {
  const input = ctx.inputs[''][0];
  if (input !== undefined && typeof input.value === 'number' && input.value % 2 === 0) {
    ctx.outputs[''][0]?.forward(input.packet);
  }
});

/** Sends even numbers to output 0, odd ones to output 1. */
const split = lambda(ctx => {
  const input = ctx.inputs[''][0];
  if (input !== undefined && typeof input.value === 'number') ctx.outputs[''][input.value % 2]?.forward(input.packet);
});

const delayed = defineCalculator({
  name: 'UnitDelayCalculator',
  summary: 'Delays by one microsecond.',
  inputs: { '': required(integer, 'numbers') },
  outputs: { '': required(integer, 'the numbers before') },
  timestampOffset: 1,
  open: ctx => {
    ctx.outputs[''].emit(0, 0);
    return {
      process: now => {
        now.outputs[''].emit(now.inputs[''].get(), now.inputTimestamp + 1);
      },
    };
  },
});

const stopAtTen = lambda(ctx => {
  const input = ctx.inputs[''][0];
  if (input === undefined || input.packet.timestamp > 10) return;
  ctx.outputs[''][0]?.forward(input.packet);
});

const summary = defineCalculator({
  name: 'SummaryCalculator',
  summary: 'Emits the total when it closes.',
  inputs: { '': required(integer, 'numbers') },
  outputs: { '': required(integer, 'the total') },
  open: () => {
    let total = 0;
    return {
      process(ctx) {
        total += ctx.inputs[''].get();
        return total < 0 ? STOP : undefined;
      },
      close: ctx => {
        ctx.outputs[''].emit(total, 1_000_000);
      },
    };
  },
});

const source = (outputs: string, count = 12, step = 1): TinyNode => ({
  calculator: countTo(count, step),
  outputs: [outputs],
});
const node = (
  calculator: TinyNode['calculator'],
  inputs: string[],
  outputs: string[],
  rest: object = {},
): TinyNode => ({
  calculator,
  inputs,
  outputs,
  ...rest,
});

const GRAPHS: Readonly<Record<string, TinyGraph>> = {
  'a chain': { nodes: [source('a'), node(passThrough, ['a'], ['b']), node(passThrough, ['b'], ['c'])] },
  'slow nodes in a chain': { nodes: [source('a'), node(slowDouble, ['a'], ['b']), node(slowDouble, ['b'], ['c'])] },
  'overlapping calls': { nodes: [source('a', 30), node(slowDouble, ['a'], ['c'], { maxInFlight: 4 })] },
  'two branches that meet': {
    nodes: [source('a'), node(slowDouble, ['a'], ['b']), node(passThrough, ['a'], ['d']), node(sum, ['b', 'd'], ['c'])],
  },
  'sources of different pace': { nodes: [source('a', 12, 2), source('b', 8, 3), node(sum, ['a', 'b'], ['c'])] },
  'a split and a merge': {
    nodes: [
      source('a', 20),
      node(split, ['a'], ['p', 'q']),
      node(slowDouble, ['q'], ['r']),
      node(sum, ['p', 'r'], ['c']),
    ],
  },
  'dropped packets and their bounds': {
    nodes: [source('a', 20), node(evens, ['a'], ['e']), node(slowDouble, ['a'], ['d']), node(sum, ['e', 'd'], ['c'])],
  },
  'narrow queues': {
    maxQueueSize: 1,
    nodes: [source('a', 20), node(slowDouble, ['a'], ['b']), node(evens, ['a'], ['e']), node(sum, ['b', 'e'], ['c'])],
  },
  'a loop': {
    nodes: [
      source('a', 15),
      node(sum, ['a', 'old'], ['c'], { backEdges: ['old'], policy: 'EarlyCloseInputStreamHandler' }),
      node(delayed, ['c'], ['old']),
    ],
  },
  'source layers': {
    nodes: [{ ...source('a', 6), sourceLayer: 1 }, { ...source('b', 6), sourceLayer: 0 }, node(sum, ['a', 'b'], ['c'])],
  },
  'totals at the end': { nodes: [source('a', 20), node(stopAtTen, ['a'], ['b']), node(summary, ['b'], ['c'])] },
  batches: {
    nodes: [
      source('a', 11),
      node(slowDouble, ['a'], ['b'], { policyOptions: { batch_size: 3 } }),
      node(passThrough, ['b'], ['c']),
    ],
  },
};

/** Twelve small graphs that use what the scheduler must not get wrong, each at least once. */
export const fixedGraphs: readonly FixedGraph[] = Object.entries(GRAPHS).map(([name, graph]) => {
  const plan = tinyPlan(graph);
  return { name, plan, streams: plan.streams.map(stream => stream.name) };
});
