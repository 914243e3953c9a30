import fc from 'fast-check';
import { type GraphConfig, type NodeConfig, toList } from '../../src/graph/index.ts';
import type { Entry } from './naive-interpreter.ts';

/** A graph of the library's calculators, and what goes into it. */
export interface GeneratedGraph {
  readonly config: GraphConfig;
  readonly feed: Readonly<Record<string, readonly Entry[]>>;
}

interface Choice {
  readonly calculator: string;
  /** Which of the streams so far are the inputs; taken modulo their number. */
  readonly picks: readonly number[];
  readonly size: number;
  readonly period: number;
}

const streamsOf = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${name}_${i}`);

/** How each calculator is connected to the streams picked for it, given the name that its outputs begin with. */
const connections: Readonly<
  Record<string, (inputs: readonly string[], name: string, choice: Choice) => Omit<NodeConfig, 'calculator'>>
> = {
  PassThroughCalculator: (inputs, name) => ({ input_stream: inputs, output_stream: streamsOf(name, inputs.length) }),
  MergeCalculator: (inputs, name) => ({ input_stream: inputs, output_stream: [name] }),
  PacketInnerJoinCalculator: (inputs, name) => ({
    input_stream: inputs,
    output_stream: streamsOf(name, inputs.length),
  }),
  MergeToVectorCalculator: (inputs, name) => ({ input_stream: inputs, output_stream: [name] }),
  RoundRobinDemuxCalculator: ([input = ''], name, { size }) => ({
    input_stream: [input],
    output_stream: streamsOf(name, size).map((one, i) => `OUTPUT:${i}:${one}`),
  }),
  PacketClonerCalculator: ([tick = '', ...inputs], name) => {
    const data = inputs.length === 0 ? [tick] : inputs;
    return { input_stream: [...data, `TICK:${tick}`], output_stream: streamsOf(name, data.length) };
  },
  SequenceShiftCalculator: ([input = ''], name, { period, size }) => ({
    input_stream: [input],
    output_stream: [name],
    options: { packet_offset: period % 2 === 0 ? size : -size },
  }),
  PreviousLoopbackCalculator: ([input = ''], name) => ({
    input_stream: [`MAIN:${input}`, `LOOP:${name}_back`],
    input_stream_info: [{ tag_index: 'LOOP', back_edge: true }],
    output_stream: [`PREV_LOOP:${name}`],
  }),
  PacketThinnerCalculator: ([input = ''], name, { period }) => ({
    input_stream: [input],
    output_stream: [name],
    options: { thinner_type: 'ASYNC', period },
  }),
};

const choice: fc.Arbitrary<Choice> = fc.record({
  calculator: fc.constantFrom(...Object.keys(connections)),
  picks: fc.array(fc.nat(30), { minLength: 1, maxLength: 3 }),
  size: fc.integer({ min: 1, max: 3 }),
  period: fc.integer({ min: 1, max: 9 }),
});

const times = fc.uniqueArray(fc.nat(20), { maxLength: 7 }).map(list => list.sort((a, b) => a - b));

/** Graphs of one to eight nodes over one to three inputs, small queues among them. Every stream is an output. */
export const generatedGraph: fc.Arbitrary<GeneratedGraph> = fc
  .record({
    inputs: fc.array(times, { minLength: 1, maxLength: 3 }),
    choices: fc.array(choice, { minLength: 1, maxLength: 8 }),
    max_queue_size: fc.constantFrom(-1, 1, 2, 100),
  })
  .map(({ inputs, choices, max_queue_size }) => {
    const names = inputs.map((_, i) => `in_${i}`);
    const streams = [...names];
    const nodes: NodeConfig[] = [];
    for (const [n, one] of choices.entries()) {
      const name = `s${n}`;
      const picked = one.picks.map(pick => streams[pick % streams.length] ?? '');
      const ports = connections[one.calculator]?.(picked, name, one) ?? {};
      nodes.push({ calculator: one.calculator, ...ports });
      // Lists go nowhere: a node that may send either of its inputs has them all of one type.
      const made = one.calculator === 'MergeToVectorCalculator' ? [] : toList(ports.output_stream);
      streams.push(...made.map(entry => entry.slice(entry.lastIndexOf(':') + 1)));
      if (one.calculator !== 'PreviousLoopbackCalculator') continue;
      // The loop is closed by the MAIN packets themselves.
      nodes.push({
        calculator: 'PassThroughCalculator',
        input_stream: [picked[0] ?? ''],
        output_stream: [`${name}_back`],
      });
    }
    const feed = Object.fromEntries(
      inputs.map((list, i) => [names[i] ?? '', list.map((time, k): Entry => [time, 100 * i + k])]),
    );
    return { config: { input_stream: names, max_queue_size, node: nodes }, feed };
  });
