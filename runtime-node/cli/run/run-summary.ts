import type { Graph } from '../../../src/graph/index.ts';

/** One stream of a run that was read from or written to a file. */
export interface StreamSummary {
  readonly stream: string;
  readonly file: string;
  /** Frames or packets. */
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
  /** Packets that were thrown away, by node and by its reason. */
  readonly dropped: readonly { readonly node: string; readonly reason: string; readonly packets: number }[];
  /** The nodes that were called, the busiest first. */
  readonly nodes: readonly NodeSummary[];
  /** Values that were still alive at the end: 0 unless something leaks. */
  readonly live: number;
}

/** What was dropped, by node and reason. */
export function droppedPackets(graph: Graph): RunSummary['dropped'] {
  return graph.stats().nodes.flatMap(node => node.drops.map(drop => ({ node: node.name, ...drop })));
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
    ...summary.dropped.map(one => `${one.node}: ${one.packets} dropped (${one.reason})`),
    ...busiest(summary.nodes),
    `${seconds.toFixed(2)} s, ${rate.toFixed(1)} per second, ${totals(summary).dropped} dropped`,
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
