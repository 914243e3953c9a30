import fc from 'fast-check';
import { type GraphConfig, type NodeConfig, toList } from '../../src/graph/index.ts';
import type { Entry } from './naive-interpreter.ts';

/** A graph of the library's calculators, and what goes into it. */
export interface GeneratedGraph {
  readonly config: GraphConfig;
  readonly feed: Readonly<Record<string, readonly Entry[]>>;
  readonly sidePackets: Readonly<Record<string, number>>;
}

interface Choice {
  readonly kind: string;
  /** Which of the streams so far are the inputs; taken modulo their number. */
  readonly picks: readonly number[];
  readonly size: number;
  readonly period: number;
  /** How calls are made: one at a time, several at once, or in batches. */
  readonly calls: 'single' | 'parallel' | 'batch';
}

/** The nodes of one choice; what its outputs are called begins with `name`. */
type Connect = (inputs: readonly string[], name: string, choice: Choice) => readonly NodeConfig[];

const streamsOf = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${name}_${i}`);

/** A loop around a few nodes: `inner` makes the stream that comes back, out of the packets and those of the round before. */
const loop =
  (inner: (main: string, previous: string, back: string, choice: Choice) => NodeConfig): Connect =>
  ([main = ''], name, choice) => [
    {
      calculator: 'PreviousLoopbackCalculator',
      input_stream: [`MAIN:${main}`, `LOOP:${name}_back`],
      input_stream_info: [{ tag_index: 'LOOP', back_edge: true }],
      output_stream: [`PREV_LOOP:${name}`],
    },
    inner(main, name, `${name}_back`, choice),
  ];

/** How each kind of node is connected to the streams picked for it. Kinds that need booleans or indexes make them. */
const connections: Readonly<Record<string, Connect>> = {
  pass: (inputs, name) => [
    { calculator: 'PassThroughCalculator', input_stream: inputs, output_stream: streamsOf(name, inputs.length) },
  ],
  merge: (inputs, name) => [{ calculator: 'MergeCalculator', input_stream: inputs, output_stream: [name] }],
  join: (inputs, name) => [
    { calculator: 'PacketInnerJoinCalculator', input_stream: inputs, output_stream: streamsOf(name, inputs.length) },
  ],
  list: (inputs, name) => [{ calculator: 'MergeToVectorCalculator', input_stream: inputs, output_stream: [name] }],
  deal: ([input = ''], name, { size }) => [
    {
      calculator: 'RoundRobinDemuxCalculator',
      input_stream: [input],
      output_stream: streamsOf(name, size).map((one, i) => `OUTPUT:${i}:${one}`),
    },
  ],
  // A barrier takes one packet of each, whatever their times.
  barrier: (inputs, name) => [
    {
      calculator: 'PassThroughCalculator',
      input_stream: inputs,
      output_stream: streamsOf(name, inputs.length),
      input_stream_handler: { input_stream_handler: 'BarrierInputStreamHandler' },
    },
  ],
  // Dealt out and put together again by what was dealt: the mux policy waits for one input only.
  mux: ([input = ''], name, { size }) => [
    {
      calculator: 'RoundRobinDemuxCalculator',
      input_stream: [input],
      output_stream: [...streamsOf(`${name}_part`, size).map((one, i) => `OUTPUT:${i}:${one}`), `SELECT:${name}_turn`],
    },
    {
      calculator: 'MuxCalculator',
      input_stream: [...streamsOf(`${name}_part`, size).map((one, i) => `INPUT:${i}:${one}`), `SELECT:${name}_turn`],
      output_stream: [`OUTPUT:${name}`],
    },
  ],
  // Drops by seeded choice: the decisions are a stream of the feed.
  gate: (inputs, name, { size }) => [
    {
      calculator: 'GateCalculator',
      input_stream: [...inputs, `ALLOW:allow_${size % 2}`],
      output_stream: streamsOf(name, inputs.length),
    },
  ],
  clone: ([tick = '', ...inputs], name) => {
    const data = inputs.length === 0 ? [tick] : inputs;
    return [
      {
        calculator: 'PacketClonerCalculator',
        input_stream: [...data, `TICK:${tick}`],
        output_stream: streamsOf(name, data.length),
      },
    ];
  },
  shift: ([input = ''], name, { period, size }) => [
    {
      calculator: 'SequenceShiftCalculator',
      input_stream: [input],
      output_stream: [name],
      options: { packet_offset: period % 2 === 0 ? size : -size },
    },
  ],
  thin: ([input = ''], name, { period }) => [
    {
      calculator: 'PacketThinnerCalculator',
      input_stream: [input],
      output_stream: [name],
      options: { thinner_type: 'ASYNC', period },
    },
  ],
  'loop of all': loop((main, _previous, back) => ({
    calculator: 'PassThroughCalculator',
    input_stream: [main],
    output_stream: [back],
  })),
  'loop of some': loop((main, _previous, back, { period }) => ({
    calculator: 'PacketThinnerCalculator',
    input_stream: [main],
    output_stream: [back],
    options: { thinner_type: 'ASYNC', period },
  })),
  'loop that remembers': loop((main, previous, back) => ({
    calculator: 'MergeCalculator',
    input_stream: [previous, main],
    output_stream: [back],
  })),
  source: (_inputs, name, { size }) => [
    { calculator: 'CountingSourceCalculator', input_side_packet: [`MAX_COUNT:count_${size}`], output_stream: [name] },
  ],
};

/** Kinds whose nodes keep no state and may run several calls at once, or in batches. */
const SIMPLE = new Set(['pass', 'merge', 'join', 'list', 'gate']);

const choice: fc.Arbitrary<Choice> = fc.record({
  kind: fc.constantFrom(...Object.keys(connections)),
  picks: fc.array(fc.nat(99), { minLength: 1, maxLength: 3 }),
  size: fc.integer({ min: 1, max: 3 }),
  period: fc.integer({ min: 1, max: 9 }),
  calls: fc.constantFrom('single', 'single', 'parallel', 'batch'),
});

const times = fc.uniqueArray(fc.nat(20), { maxLength: 7 }).map(list => list.sort((a, b) => a - b));
const decisions = fc.array(fc.boolean(), { minLength: 21, maxLength: 21 });

/** Graphs of one to forty nodes over one to three inputs, small queues among them. Every stream is an output. */
export const generatedGraph: fc.Arbitrary<GeneratedGraph> = fc
  .record({
    inputs: fc.array(times, { minLength: 1, maxLength: 3 }),
    choices: fc.oneof(
      { withCrossShrink: true },
      { weight: 4, arbitrary: fc.array(choice, { minLength: 1, maxLength: 10, size: 'max' }) },
      { weight: 1, arbitrary: fc.array(choice, { minLength: 10, maxLength: 40, size: 'max' }) },
    ),
    max_queue_size: fc.constantFrom(-1, 1, 2, 100),
    decisions: fc.tuple(decisions, decisions),
  })
  .map(({ inputs, choices, max_queue_size, decisions: allow }) => {
    const names = inputs.map((_, i) => `in_${i}`);
    const streams = [...names];
    const nodes: NodeConfig[] = [];
    for (const [n, one] of choices.entries()) {
      const picked = one.picks.map(pick => streams[pick % streams.length] ?? '');
      const made = connections[one.kind]?.(picked, `s${n}`, one) ?? [];
      if (nodes.length + made.length > MOST_NODES) break;
      nodes.push(...made.map(node => (SIMPLE.has(one.kind) ? { ...node, ...callsOf(one) } : node)));
      // Lists go nowhere, nor do indexes: a node that may send either of its inputs has them all of one type.
      if (one.kind !== 'list') streams.push(...made.flatMap(outputsOf));
    }
    const used = nodes.flatMap(node => toList(node.input_stream)).map(nameOf);
    const counts = nodes.flatMap(node => toList(node.input_side_packet)).map(nameOf);
    const gates = allow.map((list, i) => [`allow_${i}`, list.map((value, t): Entry => [t, value])] as const);
    const feed = Object.fromEntries([
      ...inputs.map((list, i) => [names[i] ?? '', list.map((time, k): Entry => [time, 100 * i + k])] as const),
      ...gates.filter(([name]) => used.includes(name)),
    ]);
    const sidePackets = Object.fromEntries(counts.map(name => [name, 4 * Number(name.slice(-1))]));
    return {
      config: {
        input_stream: Object.keys(feed),
        ...(counts.length > 0 ? { input_side_packet: Object.keys(sidePackets) } : {}),
        max_queue_size,
        node: nodes,
      },
      feed,
      sidePackets,
    };
  });

const MOST_NODES = 40;

const nameOf = (entry: string): string => entry.slice(entry.lastIndexOf(':') + 1);

/** The names of a node's outputs that others may read. */
const outputsOf = (node: NodeConfig): readonly string[] =>
  toList(node.output_stream)
    .filter(entry => !entry.startsWith('SELECT'))
    .map(nameOf);

const callsOf = ({ calls, size }: Choice): Partial<NodeConfig> =>
  calls === 'parallel'
    ? { max_in_flight: size + 1 }
    : calls === 'batch'
      ? { input_stream_handler: { options: { batch_size: size + 1 } } }
      : {};
