import type { GraphStatus } from '../calculator-context.ts';
import type { Timestamp } from '../timestamp.ts';
import type { TimestampPolicy } from '../timestamp-policy.ts';
import type { TimestampCounts } from './input-timestamps.ts';

/** A reading of one input queue. `added` = delivered + `dropped` + `queued`. */
export interface InputStats {
  readonly stream: string;
  readonly added: number;
  /** Removed without reaching the node: by the input policy, or because the node had closed. */
  readonly dropped: number;
  readonly queued: number;
  /** The most that were ever queued at once in this run. */
  readonly peak: number;
  /** `Infinity`: no limit. */
  readonly maxQueueSize: number;
  readonly bound: Timestamp;
}

/** How long calls took, in microseconds of the graph's clock, from the call to its result. */
export interface DurationStats {
  readonly count: number;
  readonly total: number;
  readonly longest: number;
  /** What half, 95 and 99 of 100 calls did not exceed: at most 2.2 % off; 0 below one microsecond. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Why packets were thrown away: the graph could not keep up, or it was meant to. */
export type DropCause = 'overload' | 'choice';

/** Packets that a node threw away for one reason. */
export interface DropStats {
  /**
   * Why, in the words of the calculator (`drop` and `filter` of its context); or the name of the input policy; or `closed` for
   * what was still queued when the node closed.
   */
  readonly reason: string;
  readonly cause: DropCause;
  readonly packets: number;
}

/** A reading of one node. */
export interface NodeStats {
  readonly name: string;
  readonly calculator: string;
  readonly state: 'waiting' | 'opening' | 'opened' | 'closing' | 'closed';
  /** Calls of `process` begun. */
  readonly calls: number;
  /** Calls of `process` that have not ended. */
  readonly running: number;
  /** For sources: whether a full queue keeps it from running. */
  readonly throttled: boolean;
  readonly inputs: readonly InputStats[];
  readonly drops: readonly DropStats[];
  /** Times of its calls; absent unless the graph profiles. Failed calls count. */
  readonly time?: { readonly open: DurationStats; readonly process: DurationStats; readonly close: DurationStats };
}

/** A reading of one stream on its producing side. */
export interface StreamStats {
  readonly name: string;
  readonly sent: number;
  readonly bound: Timestamp;
}

/** A reading of one graph input: what became of packets with timestamps that the stream could not take. */
export interface GraphInputStats extends TimestampCounts {
  readonly stream: string;
  readonly policy: TimestampPolicy;
}

/** A reading of a graph's counters. Made when asked for. */
export interface GraphStats {
  readonly status: GraphStatus | 'idle';
  /** Releasable values that were not given back yet. 0 after a run, but for packets in pollers. */
  readonly live: number;
  readonly liveByType: Readonly<Record<string, number>>;
  readonly nodes: readonly NodeStats[];
  readonly streams: readonly StreamStats[];
  /** The names of the nodes that run on other threads. */
  readonly moved: readonly string[];
  readonly inputs: readonly GraphInputStats[];
}
