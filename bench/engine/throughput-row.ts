import type { BenchRow } from '../bench-row.ts';

/** Items per second of ours beside a peer's. */
export function throughputRow(name: string, ours: number, peerName: string, peer: number): BenchRow {
  return { name, metric: 'throughput', unit: 'items/s', ours, peer, peerName, ratio: ours / peer };
}
