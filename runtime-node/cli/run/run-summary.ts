import type { DropCause, Graph } from '../../../src/graph/index.ts';

/** One stream of a run that was read from or written to a file. */
export interface StreamSummary {
  readonly stream: string;
  readonly file: string;
  /** Frames or packets. */
  readonly packets: number;
}

/** Packets that a node threw away for one reason. */
export interface LostPackets {
  readonly node: string;
  readonly reason: string;
  readonly packets: number;
}

/** What one node did. */
export interface NodeSummary {
  readonly node: string;
  readonly calls: number;
  /** Milliseconds in `process`, from call to result; calls that overlap count each. */
  readonly total_ms: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly p99_ms: number;
  /** The most packets that waited at one of its inputs. */
  readonly queue_peak: number;
}

/** What a run did: every frame is in it. */
export interface RunSummary {
  readonly seconds: number;
  readonly inputs: readonly StreamSummary[];
  readonly outputs: readonly StreamSummary[];
  /** Packets that were lost because the graph could not keep up: too many in flight, a full queue, too late. */
  readonly dropped: readonly LostPackets[];
  /** Packets that the graph was meant not to pass on: a closed gate, a thinner, what had no use when a node closed. */
  readonly filtered: readonly LostPackets[];
  /** The nodes that were called, the busiest first. */
  readonly nodes: readonly NodeSummary[];
  /** Values that were still alive at the end: 0 unless something leaks. */
  readonly live: number;
}

/** What was thrown away for a cause, by node and reason. */
export function lostPackets(graph: Graph, cause: DropCause): readonly LostPackets[] {
  return graph
    .stats()
    .nodes.flatMap(({ name, drops }) =>
      drops.filter(drop => drop.cause === cause).map(({ reason, packets }) => ({ node: name, reason, packets })),
    );
}

/** What the nodes did, the busiest first. */
export function nodeSummaries(graph: Graph): readonly NodeSummary[] {
  const summaries = graph.stats().nodes.flatMap(({ name, calls, time, inputs }): readonly NodeSummary[] => {
    if (time === undefined || calls === 0) return [];
    const { total, p50, p95, p99 } = time.process;
    const [total_ms = 0, p50_ms = 0, p95_ms = 0, p99_ms = 0] = [total, p50, p95, p99].map(us => Math.round(us) / 1000);
    const queue_peak = Math.max(0, ...inputs.map(input => input.peak));
    return [{ node: name, calls, total_ms, p50_ms, p95_ms, p99_ms, queue_peak }];
  });
  return summaries.sort((a, b) => b.total_ms - a.total_ms);
}

/** The sums of a summary. */
export function totals(summary: RunSummary): {
  read: number;
  written: number;
  dropped: number;
  filtered: number;
  live: number;
} {
  const sum = (list: readonly { readonly packets: number }[]): number =>
    list.reduce((total, one) => total + one.packets, 0);
  const { inputs, outputs, dropped, filtered, live } = summary;
  return { read: sum(inputs), written: sum(outputs), dropped: sum(dropped), filtered: sum(filtered), live };
}

/** A summary for people. */
export function formatSummary(summary: RunSummary): readonly string[] {
  const { seconds, inputs, outputs } = summary;
  const most = Math.max(0, ...[...outputs, ...inputs].map(one => one.packets));
  const rate = seconds > 0 ? most / seconds : 0;
  const { dropped, filtered } = totals(summary);
  return [
    ...inputs.map(one => `${one.stream}: ${one.packets} read from ${one.file}`),
    ...outputs.map(one => `${one.stream}: ${one.packets} written to ${one.file}`),
    ...summary.dropped.map(one => `${one.node}: ${one.packets} dropped (${one.reason})`),
    ...summary.filtered.map(one => `${one.node}: ${one.packets} filtered (${one.reason})`),
    ...busiest(summary.nodes),
    `${seconds.toFixed(2)} s, ${rate.toFixed(1)} per second, ${dropped} dropped${filtered > 0 ? `, ${filtered} filtered` : ''}`,
  ];
}

/** How many of the busiest nodes people are shown. */
const BUSIEST = 3;

function busiest(nodes: readonly NodeSummary[]): readonly string[] {
  const all = nodes.reduce((sum, one) => sum + one.total_ms, 0);
  return nodes
    .slice(0, BUSIEST)
    .filter(one => one.total_ms * 20 >= all && all > 0)
    .map(({ node, calls, total_ms, p50_ms, p95_ms }) => {
      const share = `${((100 * total_ms) / all).toFixed(0)} % of the time`;
      return `${node}: ${share}, ${calls} calls of ${p50_ms} ms (p50), ${p95_ms} ms (p95)`;
    });
}
