import type { GraphStatus } from '../calculator-context.ts';
import type { Timestamp } from '../timestamp.ts';

/** A reading of one input queue. `added` = delivered + `dropped` + `queued`. */
export interface InputStats {
  readonly stream: string;
  readonly added: number;
  /** Removed without reaching the node: by the input policy, or at the end of the run. */
  readonly dropped: number;
  readonly queued: number;
  /** `Infinity`: no limit. */
  readonly maxQueueSize: number;
  readonly bound: Timestamp;
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
}

/** A reading of one stream on its producing side. */
export interface StreamStats {
  readonly name: string;
  readonly sent: number;
  readonly bound: Timestamp;
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
}
