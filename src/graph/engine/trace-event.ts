import type { Timestamp } from '../timestamp.ts';

/**
 * What can happen: the three calls; a call that waits for its turn (`ready`); a queue of another length (`queued`); packets
 * thrown away by a calculator (`dropped`) or by the policy of an input (`lost`); a queue that became `full` or has `room`.
 */
export const TRACE_KINDS = ['open', 'process', 'close', 'ready', 'queued', 'dropped', 'lost', 'full', 'room'] as const;

/** What an event of a trace tells. */
export type TraceKind = (typeof TRACE_KINDS)[number];

/** One thing that happened in a run. Times are microseconds of the clock. */
export interface TraceEvent {
  readonly kind: TraceKind;
  /** The node; `''` for the queue of an observer or poller. */
  readonly node: string;
  /** Its place in the plan, or -1. */
  readonly nodeIndex: number;
  /** For queues: the stream that they belong to; else `''`. */
  readonly stream: string;
  /** Why packets were thrown away; else `''`. */
  readonly reason: string;
  readonly start: number;
  /** Of calls, from the call to its result. */
  readonly duration: number;
  /** The length of a queue, or how many packets were thrown away. */
  readonly packets: number;
  /** The input timestamp; `Unset` for queues. */
  readonly timestamp: Timestamp;
}
