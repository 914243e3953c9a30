import type { Graph } from '../engine/graph.ts';
import { Timestamp } from '../timestamp.ts';

/** What was seen on a stream: `[timestamp, value]` each. */
export type PacketLog = (readonly [timestamp: Timestamp, value: unknown])[];

/**
 * Writes down every packet of the named streams, over all runs of a graph. Values are kept as they are: of releasable
 * ones, look at what survives their release (or give `copy`).
 *
 * @param copy - what is written down in place of a value; it is called while the value is alive.
 */
export function packetLog(
  graph: Graph,
  streams: readonly string[],
  copy: (value: unknown) => unknown = value => value,
): Readonly<Record<string, PacketLog>> {
  const logs: Record<string, PacketLog> = {};
  for (const stream of streams) {
    const log: PacketLog = [];
    logs[stream] = log;
    graph.observe(stream, packet => log.push([packet.timestamp, copy(packet.value)]));
  }
  return logs;
}

/** A log as text, one packet a line, streams in order of name: equal texts mean equal outputs. */
export function formatPacketLog(logs: Readonly<Record<string, PacketLog>>): string {
  return Object.entries(logs)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([stream, log]) =>
      log.map(([timestamp, value]) => `${stream} ${Timestamp.format(timestamp)} ${JSON.stringify(value)}`),
    )
    .join('\n');
}
