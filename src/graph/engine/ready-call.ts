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

/** A node with one input that takes packets past its queue while it rests. */
export interface PacketTaker extends ReadyCall {
  /** No packet below it can arrive at the input: what the queue and its stream know of it, as long as packets pass by them. */
  bound: Timestamp;
  /** Packets that it has taken past the queue. */
  readonly passed: number;
  /**
   * Takes a packet at a range timestamp below `Max`, with its reference, if the node rests and the packet may come now: the
   * call is filled then. Else the packet must be queued.
   */
  take(packet: Packet): boolean;
}

/** A node with several inputs that takes input sets past its queues while it rests. */
export interface SetTaker extends ReadyCall {
  /**
   * Takes a packet at a range timestamp below `Max`, with its reference, and those of the other inputs, if it completes an
   * input set of a node that rests: the call is filled then. Else the packet must be queued.
   *
   * @param place - that of its input, whose bound has risen already.
   * @param before - the bound of its input before.
   */
  receive(packet: Packet, place: number, before: Timestamp): Reception;
}
