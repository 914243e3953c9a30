import type { GraphConfig } from '../config/graph-config.ts';
import type { GraphPlan } from '../config/graph-plan.ts';
import { fixedCalculators } from './fixed-calculators.ts';
import { type TinyGraph, type TinyNode, tinyPlan } from './tiny-plan.ts';

/** A graph without inputs whose packets must be the same on every legal schedule. Its values must be given back. */
export interface FixedGraph {
  readonly name: string;
  readonly plan: GraphPlan;
  readonly streams: readonly string[];
  /** The graph as data, for an interpreter that knows the calculators by name. */
  readonly config: GraphConfig;
}

const node = (name: string, inputs: string[], outputs: string[], rest: object = {}): TinyNode => {
  const calculator = fixedCalculators[`${name}Calculator`];
  if (calculator === undefined) throw new RangeError(`fixed graphs: there is no ${name}Calculator.`);
  return { calculator, inputs, outputs, ...rest };
};

const source = (output: string, count: number, rest: object = {}, layer = 0): TinyNode => ({
  ...node('Count', [], [output]),
  options: { count, step: 1, burst: 1, ...rest },
  sourceLayer: layer,
});

const graphs = (n: number): Readonly<Record<string, TinyGraph>> => ({
  'a chain': {
    nodes: [source('a', n), node('Pass', ['a'], ['b']), node('Double', ['b'], ['c']), node('Hold', ['c'], ['d'])],
  },
  'overlapping calls': { nodes: [source('a', n), node('Double', ['a'], ['c'], { maxInFlight: 4 })] },
  'two branches that meet': {
    nodes: [source('a', n), node('Double', ['a'], ['b']), node('Pass', ['a'], ['d']), node('Sum', ['b', 'd'], ['c'])],
  },
  'sources of different pace': {
    nodes: [source('a', n, { step: 2 }), source('b', n, { step: 3, burst: 2 }), node('Sum', ['a', 'b'], ['c'])],
  },
  'a split and a merge': {
    nodes: [
      source('a', n),
      node('Split', ['a'], ['p', 'q']),
      node('Double', ['q'], ['r']),
      node('Sum', ['p', 'r'], ['c']),
    ],
  },
  'dropped packets and their bounds': {
    nodes: [source('a', n), node('Evens', ['a'], ['e']), node('Double', ['a'], ['d']), node('Sum', ['e', 'd'], ['c'])],
  },
  'narrow queues': {
    maxQueueSize: 1,
    nodes: [
      source('a', n),
      node('Double', ['a'], ['b'], { maxInFlight: 2 }),
      node('Evens', ['a'], ['e']),
      node('Sum', ['b', 'e'], ['c']),
    ],
  },
  'a loop': {
    nodes: [
      source('a', n),
      node('Sum', ['a', 'old'], ['c'], { backEdges: ['old'], policy: 'EarlyCloseInputStreamHandler' }),
      node('Delay', ['c'], ['old']),
    ],
  },
  'source layers': {
    maxQueueSize: 2,
    nodes: [source('a', n, {}, 1), source('b', n, {}, 0), node('Sum', ['a', 'b'], ['c'])],
  },
  'totals at the end': { nodes: [source('a', n), node('Evens', ['a'], ['b']), node('Total', ['b'], ['c'])] },
  batches: {
    nodes: [
      source('a', n),
      node('Double', ['a'], ['b'], { policyOptions: { batch_size: 3 } }),
      node('Pass', ['b'], ['c']),
    ],
  },
  'a choice': {
    nodes: [
      source('a', n),
      node('Double', ['a'], ['d'], { maxInFlight: 2 }),
      node('Evens', ['a'], ['e']),
      source('b', n, { step: 2 }),
      node('Parity', ['b'], ['parity']),
      node('Choose', ['e', 'd', 'SELECT:parity'], ['c']),
    ],
  },
  'a barrier': {
    nodes: [
      source('a', n),
      node('Evens', ['a'], ['e']),
      node('Double', ['a'], ['d']),
      node('Pass', ['e', 'd'], ['p', 'q'], { policy: 'BarrierInputStreamHandler' }),
    ],
  },
});

/**
 * Small graphs, thirteen of them, that use what the scheduler must not get wrong, each at least once.
 *
 * @param packets - how many packets each source sends.
 */
export function fixedGraphs(packets = 14): readonly FixedGraph[] {
  return Object.entries(graphs(packets)).map(([name, graph]) => {
    const plan = tinyPlan(graph);
    return { name, plan, streams: plan.streams.map(stream => stream.name), config: configOf(graph) };
  });
}

function configOf({ nodes, maxQueueSize = 100 }: TinyGraph): GraphConfig {
  return {
    max_queue_size: maxQueueSize,
    node: nodes.map(one => ({
      calculator: one.calculator.name,
      input_stream: one.inputs ?? [],
      output_stream: one.outputs ?? [],
      options: one.options ?? {},
      ...(one.policy === undefined ? {} : { input_stream_handler: { input_stream_handler: one.policy } }),
    })),
  };
}
