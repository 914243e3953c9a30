/** What a PacketLatencyCalculator sends. Times in microseconds. */
export interface PacketLatency {
  readonly current_latency_usec: number;
  readonly avg_latency_usec: number;
  readonly sum_latency_usec: number;
  /** How many latencies lie in each interval; the last one takes all that are longer. */
  readonly counts: readonly number[];
  readonly num_intervals: number;
  readonly interval_size_usec: number;
  readonly label: string;
}

/** Gathers latencies. */
export interface LatencyHistogram {
  add(latency: number): PacketLatency;
  clear(): void;
}

/** Makes an empty histogram. */
export function createLatencyHistogram(intervals: number, size: number, label: string): LatencyHistogram {
  const counts = Array.from({ length: intervals }, () => 0);
  let sum = 0;
  let total = 0;
  return {
    add(latency) {
      const place = Math.min(Math.floor(latency / size), intervals - 1);
      counts[place] = (counts[place] ?? 0) + 1;
      sum += latency;
      total += 1;
      return {
        current_latency_usec: latency,
        avg_latency_usec: Math.floor(sum / total),
        sum_latency_usec: sum,
        counts: [...counts],
        num_intervals: intervals,
        interval_size_usec: size,
        label,
      };
    },
    clear() {
      counts.fill(0);
      sum = 0;
      total = 0;
    },
  };
}
