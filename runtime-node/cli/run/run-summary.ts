import type { Graph } from '../../../src/graph/index.ts';

/** One stream of a run that was read from or written to a file. */
export interface StreamSummary {
  readonly stream: string;
  readonly file: string;
  /** Frames or packets. */
  readonly packets: number;
}

/** What a run did: every frame is in it. */
export interface RunSummary {
  readonly seconds: number;
  readonly inputs: readonly StreamSummary[];
  readonly outputs: readonly StreamSummary[];
  /** Packets that were thrown away, by node: by its input policy, or by itself when it limits a flow. */
  readonly dropped: readonly { readonly node: string; readonly packets: number }[];
  /** Values that were still alive at the end: 0 unless something leaks. */
  readonly live: number;
}

/** What was dropped, by node. */
export function droppedPackets(graph: Graph): RunSummary['dropped'] {
  return graph.stats().nodes.flatMap(node => {
    const inQueues = node.inputs.reduce((sum, input) => sum + input.dropped, 0);
    const packets = inQueues + graph.counter(`${node.name}-dropped`);
    return packets > 0 ? [{ node: node.name, packets }] : [];
  });
}

/** The sums of a summary. */
export function totals(summary: RunSummary): { read: number; written: number; dropped: number; live: number } {
  const sum = (list: readonly { readonly packets: number }[]): number =>
    list.reduce((total, one) => total + one.packets, 0);
  const { inputs, outputs, dropped, live } = summary;
  return { read: sum(inputs), written: sum(outputs), dropped: sum(dropped), live };
}

/** A summary for people. */
export function formatSummary(summary: RunSummary): readonly string[] {
  const { seconds, inputs, outputs } = summary;
  const most = Math.max(0, ...[...outputs, ...inputs].map(one => one.packets));
  const rate = seconds > 0 ? most / seconds : 0;
  return [
    ...inputs.map(one => `${one.stream}: ${one.packets} read from ${one.file}`),
    ...outputs.map(one => `${one.stream}: ${one.packets} written to ${one.file}`),
    ...summary.dropped.map(one => `${one.node}: ${one.packets} dropped`),
    `${seconds.toFixed(2)} s, ${rate.toFixed(1)} per second, ${totals(summary).dropped} dropped`,
  ];
}
