import type { Packet } from '../packet.ts';
import { Timestamp } from '../timestamp.ts';
import type { InputQueue, PacketReceiver } from './input-queue.ts';
import type { InputSlot } from './input-slot.ts';
import type { NodeCall } from './node-call.ts';
import type { NodeSchedule } from './node-schedule.ts';
import type { ScheduledNode } from './scheduled-node.ts';

/**
 * The input of a node with one input, the plain default policy and one call at a time, which is what most nodes have:
 * the general way of {@link NodeSchedule} written out for it. Whatever is out of the ordinary goes the general way.
 */
export class SoleInput implements PacketReceiver {
  readonly #node: ScheduledNode;
  readonly #schedule: NodeSchedule;
  readonly #queue: InputQueue;
  readonly #call: NodeCall;
  readonly #slot: InputSlot;

  constructor(node: ScheduledNode, schedule: NodeSchedule, queue: InputQueue, slot: InputSlot) {
    this.#node = node;
    this.#schedule = schedule;
    this.#queue = queue;
    this.#call = node.pool.main;
    this.#slot = slot;
    queue.receiver = this;
  }

  /** A packet for a node that rests: it is processed next, and need not be queued. */
  receive(packet: Packet): boolean {
    const node = this.#node;
    if (node.inFlight > 0 || node.state !== 'opened' || this.#schedule.isBusy) return false;
    this.#slot.current = packet;
    this.#slot.isDone = false;
    this.#call.inputTimestamp = packet.timestamp;
    node.inFlight = 1;
    node.enqueue(this.#call);
    return true;
  }

  /** What the default policy would do, without asking it. False: it must be asked. */
  look(): boolean {
    const queue = this.#queue;
    if (queue.size === 0) return this.#isBoundSent(queue.bound);
    const node = this.#node;
    // The room that this makes may bring the next packet at once: it must find the node at work.
    node.inFlight = 1;
    const packet = queue.popHead();
    if (packet === undefined) {
      node.inFlight = 0;
      return false;
    }
    this.#slot.current = packet;
    this.#slot.isDone = queue.isDone;
    this.#call.inputTimestamp = packet.timestamp;
    node.enqueue(this.#call);
    return true;
  }

  /** Runs the call that waits. */
  run(): void {
    const node = this.#node;
    const call = this.#call;
    if (!node.behaviour.process(call)) return;
    call.phase = 'idle';
    this.#slot.clear();
    node.deliver(call);
    node.inFlight = 0;
    if (node.state === 'opened' && !this.look()) this.#schedule.look();
  }

  /** Whether the outputs know already what an input bound says of them. */
  #isBoundSent(bound: Timestamp): boolean {
    const { offset, streams } = this.#node;
    if (offset === null) return bound < Timestamp.OneOverPostStream;
    if (offset !== 0 || bound > Timestamp.Max) return false;
    for (let i = 0; i < streams.length; i += 1) {
      const stream = streams[i];
      if (stream !== undefined && stream.bound < bound) return false;
    }
    return true;
  }
}
