import type { Packet } from '../packet.ts';
import type { Timestamp } from '../timestamp.ts';

/** A call of a node that is filled and has no place in the task queue yet: whoever has it runs it or queues it. */
export interface ReadyCall {
  /** The node's place in topological order. */
  readonly index: number;
  /** Runs it. Returns the call that it leads to, if any: that is to be run or queued next. */
  run(): ReadyCall | null;
  /** Puts it in the task queue. */
  enqueue(): void;
}

// What becomes of a packet. Numbers, because they are looked at for each.
/** It has completed an input set: the call is filled. */
export const TAKEN = 1;
/** It is queued, and changes nothing else: another input is waited for, and nobody knows more of the time than before. */
export const WAITS = 2;
/** It is queued, and the node looks at it. */
export const QUEUED = 3;

/** What has become of a packet. */
export type Reception = typeof TAKEN | typeof WAITS | typeof QUEUED;

/** A node that may take packets past its queues. */
export interface PacketTaker extends ReadyCall {
  /**
   * Takes a packet at a range timestamp below `Max`, with its reference, if it completes an input set of a node that rests:
   * the call is filled then. Else the packet must be queued.
   *
   * @param place - that of its input, whose bound has risen already.
   * @param before - the bound of its input before.
   */
  receive(packet: Packet, place: number, before: Timestamp): Reception;
}
