// What graphs mean, without an engine: nodes run one after the other on whole streams. Written from the documentation of
// the calculators, so that it can be wrong only where they are not.
import { type GraphConfig, type NodeConfig, toList } from '../../src/graph/index.ts';

/** A packet of a stream. */
export type Entry = readonly [time: number, value: unknown];

/** Streams by name, each in the order of time. */
export type Streams = ReadonlyMap<string, readonly Entry[]>;

type Ports = readonly (readonly Entry[])[];
type Meaning = (inputs: Ports, node: NodeConfig, sidePackets: Readonly<Record<string, unknown>>) => Ports;

const nameOf = (entry: string): string => entry.slice(entry.lastIndexOf(':') + 1);
const option = (node: NodeConfig, name: string): number => Number(node.options?.[name]);

/** The times at which any of the streams has a packet. */
const timesOf = (inputs: Ports): readonly number[] =>
  [...new Set(inputs.flatMap(input => input.map(([time]) => time)))].sort((a, b) => a - b);

const at = (input: readonly Entry[] | undefined, time: number): Entry | undefined =>
  input?.find(one => one[0] === time);

const each = (inputs: Ports, row: (values: readonly unknown[], time: number) => unknown): readonly Entry[] =>
  timesOf(inputs).flatMap((time): Entry[] => {
    const value = row(
      inputs.map(input => at(input, time)?.[1]),
      time,
    );
    return value === undefined ? [] : [[time, value]];
  });

const map = (input: readonly Entry[] = [], change: (value: number) => number): readonly Entry[] =>
  input.map(([time, value]): Entry => [time, change(Number(value))]);

/** A source of the numbers from 0, each at a multiple of `step`. */
const counted = (count: number, step: number): readonly Entry[] =>
  Array.from({ length: count }, (_, i): Entry => [i * step, i]);

/** The last input says which of the others counts. */
const mux: Meaning = inputs => [
  (inputs.at(-1) ?? []).flatMap(([time, select]): Entry[] => {
    const chosen = at(inputs[Number(select)], time);
    return chosen === undefined ? [] : [chosen];
  }),
];

/** What each calculator makes of its whole inputs, in the order in which its graphs connect them. */
const meanings: Readonly<Record<string, Meaning>> = {
  PassThroughCalculator: inputs => inputs,
  MergeCalculator: inputs => [each(inputs, row => row.find(one => one !== undefined))],
  PacketInnerJoinCalculator: inputs => {
    const common = timesOf(inputs).filter(time => inputs.every(input => at(input, time) !== undefined));
    return inputs.map(input => input.filter(([time]) => common.includes(time)));
  },
  MergeToVectorCalculator: inputs => [each(inputs, row => row.filter(one => one !== undefined))],
  RoundRobinDemuxCalculator: ([input = []], node) => {
    const outputs = toList(node.output_stream);
    const count = outputs.filter(entry => entry.startsWith('OUTPUT')).length;
    const dealt = Array.from({ length: count }, (_, k) => input.filter((_entry, i) => i % count === k));
    return outputs.length === count ? dealt : [...dealt, input.map(([time], i): Entry => [time, i % count])];
  },
  MuxCalculator: mux,
  PacketClonerCalculator: inputs => {
    const tick = inputs.at(-1) ?? [];
    return inputs.slice(0, -1).map(input =>
      tick.flatMap(([time]): Entry[] => {
        const latest = input.findLast(one => one[0] <= time);
        return latest === undefined ? [] : [[time, latest[1]]];
      }),
    );
  },
  SequenceShiftCalculator: ([input = []], node) => [
    input.flatMap(([, value], i): Entry[] => {
      const target = input[i + option(node, 'packet_offset')];
      return target === undefined ? [] : [[target[0], value]];
    }),
  ],
  PreviousLoopbackCalculator: ([main = [], loop]) => [
    main.flatMap(([time], i): Entry[] => {
      const before = main[i - 1];
      const found = before === undefined ? undefined : at(loop, before[0]);
      return found === undefined ? [] : [[time, found[1]]];
    }),
  ],
  PacketThinnerCalculator: ([input = []], node) => {
    let next = Number.NEGATIVE_INFINITY;
    return [
      input.filter(([time]) => {
        if (time < next) return false;
        next = time + option(node, 'period');
        return true;
      }),
    ];
  },
  // The last input is ALLOW: what has no decision at its own time is dropped.
  GateCalculator: inputs => {
    const allow = inputs.at(-1);
    return inputs.slice(0, -1).map(input => input.filter(([time]) => at(allow, time)?.[1] === true));
  },
  CountingSourceCalculator: (_inputs, node, sidePackets) => [
    counted(Number(sidePackets[nameOf(toList(node.input_side_packet)[0] ?? '')]), 1),
  ],

  // Those of the fixed graphs.
  CountCalculator: (_inputs, node) => [counted(option(node, 'count'), option(node, 'step'))],
  PassCalculator: inputs => inputs,
  DoubleCalculator: ([input]) => [map(input, value => value * 2)],
  EvensCalculator: ([input = []]) => [input.filter(([, value]) => Number(value) % 2 === 0)],
  SplitCalculator: ([input = []]) => [0, 1].map(rest => input.filter(([, value]) => Number(value) % 2 === rest)),
  SumCalculator: inputs => [each(inputs, row => row.reduce((sum: number, one) => sum + Number(one ?? 0), 0))],
  DelayCalculator: ([input = []]) => [[[0, 0], ...input.map(([time, value]): Entry => [time + 1, value])]],
  TotalCalculator: ([input = []]) => [[[1_000_000, input.reduce((sum, [, value]) => sum + Number(value), 0)]]],
  HoldCalculator: ([input = []]) => [input.slice(1).map(([time], i): Entry => [time, input[i]?.[1]])],
  ParityCalculator: ([input]) => [map(input, value => value % 2)],
  ChooseCalculator: mux,
};

/** What a policy makes of the inputs before the calculator sees them. */
const policies: Readonly<Record<string, (inputs: Ports) => Ports>> = {
  // As many sets as the shortest input has packets, whatever their times.
  BarrierInputStreamHandler: inputs => {
    const sets = Math.min(...inputs.map(input => input.length));
    return inputs.map(input => input.slice(0, sets));
  },
  // The node closes with the first input that ends.
  EarlyCloseInputStreamHandler: inputs => {
    const end = Math.min(...inputs.map(input => input.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY));
    return inputs.map(input => input.filter(([time]) => time <= end));
  },
};

/**
 * All streams of a graph whose nodes stand in the order of their streams. A loop is empty at first and then gone round
 * until nothing changes: a packet of it depends on earlier ones only.
 */
export function interpret(
  graph: GraphConfig,
  feed: Readonly<Record<string, readonly Entry[]>>,
  sidePackets: Readonly<Record<string, unknown>> = {},
): Streams {
  const streams = new Map(Object.entries(feed));
  for (let before = ''; ; ) {
    for (const node of toList(graph.node)) {
      const given = toList(node.input_stream).map(entry => streams.get(nameOf(entry)) ?? []);
      const policy = policies[node.input_stream_handler?.input_stream_handler ?? ''];
      const outputs = meanings[node.calculator]?.(policy === undefined ? given : policy(given), node, sidePackets);
      if (outputs === undefined) throw new Error(`The interpreter does not know ${node.calculator}.`);
      for (const [i, entry] of toList(node.output_stream).entries()) streams.set(nameOf(entry), outputs[i] ?? []);
    }
    const now = JSON.stringify([...streams]);
    if (now === before) return streams;
    before = now;
  }
}
