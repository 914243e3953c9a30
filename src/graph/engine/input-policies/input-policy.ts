import type { Timestamp } from '../../timestamp.ts';
import type { InputQueue } from '../input-queue.ts';
import type { InputSlot } from '../input-slot.ts';

/** Nothing to do yet: `time` is the input bound, below which nothing can come. */
export const NOT_READY = 0;
/** An input set can be taken at `time`. */
export const READY_FOR_PROCESS = 1;
/** No input set can come any more. */
export const READY_FOR_CLOSE = 2;

/** What {@link InputPolicy.readiness} answers. Plain numbers: it is asked for each packet. */
export type Readiness = typeof NOT_READY | typeof READY_FOR_PROCESS | typeof READY_FOR_CLOSE;

/** Decides when a node with inputs is ready, and with which input set. One object per node and run. */
export interface InputPolicy {
  /** Set by {@link InputPolicy.readiness}. */
  readonly time: Timestamp;
  /** The number of groups of inputs that are synchronised among themselves. */
  readonly syncSets: number;
  /** Looks at the queues. After `READY_FOR_PROCESS` the caller takes the set with {@link InputPolicy.fill}. */
  readiness(): Readiness;
  /**
   * Takes the input set found ready into the slots (one per queue). Returns its time, which a policy may have found
   * anew.
   */
  fill(time: Timestamp, slots: readonly InputSlot[]): Timestamp;
  /** Packets were added to a queue. */
  packetsAdded?(): void;
}

/** What a policy is made from. */
export interface InputPolicySpec {
  readonly node: string;
  readonly queues: readonly InputQueue[];
  /** The tag and index of each queue. */
  readonly ports: readonly { readonly tag: string; readonly index: number }[];
  readonly options: Readonly<Record<string, unknown>>;
  /** Whether `process` is also called for settled timestamps without packets. */
  readonly processTimestampBounds: boolean;
}
