import type { GraphStatus } from '../calculator-context.ts';
import type { Timestamp } from '../timestamp.ts';

/** One input queue as laws see it. */
export interface QueueView {
  readonly stream: string;
  readonly size: number;
  readonly maxSize: number;
  readonly bound: Timestamp;
  readonly added: number;
  readonly taken: number;
  readonly dropped: number;
  /** The timestamps in the queue, first to last. */
  readonly timestamps: readonly Timestamp[];
  /** Whether timestamps must increase (not so for barriers). */
  readonly timed: boolean;
}

/** One node as laws see it. */
export interface NodeView {
  readonly name: string;
  readonly state: 'waiting' | 'opening' | 'opened' | 'closing' | 'closed';
  readonly needsClose: boolean;
  readonly opens: number;
  readonly calls: number;
  readonly closes: number;
  readonly queues: readonly QueueView[];
}

/** A read-only look into a run, for tests that check laws after every step. */
export interface GraphDebugView {
  readonly status: GraphStatus | 'idle';
  readonly nodes: readonly NodeView[];
  readonly streams: readonly { readonly name: string; readonly bound: Timestamp; readonly sent: number }[];
  /** Releasable values that are alive. */
  readonly live: number;
  readonly errors: readonly Error[];
  /** How often the run has settled: 0 or 1. */
  readonly settled: number;
}
