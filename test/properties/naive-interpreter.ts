// What graphs mean, without an engine: nodes run one after the other on whole streams. Written from the documentation of
// the calculators, so that it can be wrong only where they are not.
import { toList } from '../../runtime-node/to-list.ts';
import type { GraphConfig, NodeConfig } from '../../src/graph/index.ts';

/** A packet of a stream. */
export type Entry = readonly [time: number, value: unknown];

/** Streams by name, each in the order of time. */
export type Streams = ReadonlyMap<string, readonly Entry[]>;

type Ports = readonly (readonly Entry[])[];
type Meaning = (inputs: Ports, node: NodeConfig) => Ports;

const nameOf = (entry: string): string => entry.slice(entry.lastIndexOf(':') + 1);

/** The times at which any of the streams has a packet. */
const timesOf = (inputs: Ports): readonly number[] =>
  [...new Set(inputs.flatMap(input => input.map(([time]) => time)))].sort((a, b) => a - b);

const at = (input: readonly Entry[] | undefined, time: number): Entry | undefined =>
  input?.find(one => one[0] === time);

const each = (
  inputs: Ports,
  row: (entries: readonly (Entry | undefined)[], time: number) => unknown,
): readonly Entry[] =>
  timesOf(inputs).flatMap((time): Entry[] => {
    const value = row(
      inputs.map(input => at(input, time)),
      time,
    );
    return value === undefined ? [] : [[time, value]];
  });

/** What each calculator makes of its whole inputs, in the order in which {@link generatedGraph} connects them. */
export const meanings: Readonly<Record<string, Meaning>> = {
  PassThroughCalculator: inputs => inputs,
  MergeCalculator: inputs => [each(inputs, row => row.find(one => one !== undefined)?.[1])],
  PacketInnerJoinCalculator: inputs => {
    const common = timesOf(inputs).filter(time => inputs.every(input => at(input, time) !== undefined));
    return inputs.map(input => input.filter(([time]) => common.includes(time)));
  },
  MergeToVectorCalculator: inputs => [
    each(inputs, row => row.filter(one => one !== undefined).map(([, value]) => value)),
  ],
  RoundRobinDemuxCalculator: ([input = []], node) => {
    const count = toList(node.output_stream).length;
    return Array.from({ length: count }, (_, k) => input.filter((_entry, i) => i % count === k));
  },
  PacketClonerCalculator: inputs => {
    const tick = inputs.at(-1) ?? [];
    return inputs.slice(0, -1).map(input =>
      tick.flatMap(([time]): Entry[] => {
        const latest = input.findLast(one => one[0] <= time);
        return latest === undefined ? [] : [[time, latest[1]]];
      }),
    );
  },
  SequenceShiftCalculator: ([input = []], { options }) => {
    const offset = (options as { packet_offset: number }).packet_offset;
    return [
      input.flatMap(([, value], i): Entry[] => {
        const target = input[i + offset];
        return target === undefined ? [] : [[target[0], value]];
      }),
    ];
  },
  // The loop carries the MAIN packets themselves.
  PreviousLoopbackCalculator: ([main = []]) => [main.slice(1).map(([time], i): Entry => [time, (main[i] as Entry)[1]])],
  PacketThinnerCalculator: ([input = []], { options }) => {
    const { period } = options as { period: number };
    let next = Number.NEGATIVE_INFINITY;
    return [
      input.filter(([time]) => {
        if (time < next) return false;
        next = time + period;
        return true;
      }),
    ];
  },
};

/** All streams of a graph whose nodes stand in the order of their streams. */
export function interpret(graph: GraphConfig, feed: Readonly<Record<string, readonly Entry[]>>): Streams {
  const streams = new Map(Object.entries(feed));
  for (const node of toList(graph.node)) {
    // A loop's second input is its own output: the meaning knows.
    const inputs = toList(node.input_stream).map(entry => streams.get(nameOf(entry)) ?? []);
    const outputs = meanings[node.calculator]?.(inputs, node);
    if (outputs === undefined) throw new Error(`The interpreter does not know ${node.calculator}.`);
    for (const [i, entry] of toList(node.output_stream).entries()) streams.set(nameOf(entry), outputs[i] ?? []);
  }
  return streams;
}
