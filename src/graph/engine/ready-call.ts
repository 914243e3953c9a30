import type { Packet } from '../packet.ts';

/** A call of a node that is filled and has no place in the task queue yet: whoever has it runs it or queues it. */
export interface ReadyCall {
  /** The node's place in topological order. */
  readonly index: number;
  /** Runs it. Returns the call that it leads to, if any: that is to be run or queued next. */
  run(): ReadyCall | null;
  /** Puts it in the task queue. */
  enqueue(): void;
}

/** A node that may take packets past its queues. */
export interface PacketTaker extends ReadyCall {
  /**
   * Takes a packet at a range timestamp below `Max`, with its reference, if it completes an input set of a node that rests:
   * the call is filled then. False: the packet must be queued.
   *
   * @param place - that of its input.
   */
  receive(packet: Packet, place: number): boolean;
}
