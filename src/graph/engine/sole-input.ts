import type { Packet } from '../packet.ts';
import type { InputQueue, PacketReceiver } from './input-queue.ts';
import type { InputSlot } from './input-slot.ts';
import type { NodeCall } from './node-call.ts';
import type { NodeSchedule } from './node-schedule.ts';
import type { ScheduledNode } from './scheduled-node.ts';

// What the call does. Numbers, because they are looked at for each packet.
const UNOPENED = 0;
/** The node is open and has nothing to do: a packet can go into the call at once. */
const RESTS = 1;
/** It is filled and waits in the task queue. */
const WAITS = 2;
const RUNS = 3;

/**
 * The input of a node with one input, the plain default policy and one call at a time, which is what most nodes have:
 * the general way of {@link NodeSchedule} written out for it. Whatever is out of the ordinary goes the general way.
 */
export class SoleInput implements PacketReceiver {
  private step: typeof UNOPENED | typeof RESTS | typeof WAITS | typeof RUNS = UNOPENED;
  /** Whether there is more to look at when the call has ended. */
  private hasChanged = false;
  private readonly node: ScheduledNode;
  private readonly schedule: NodeSchedule;
  private readonly queue: InputQueue;
  private readonly call: NodeCall;
  private readonly slot: InputSlot;

  constructor(node: ScheduledNode, schedule: NodeSchedule, queue: InputQueue, slot: InputSlot) {
    this.node = node;
    this.schedule = schedule;
    this.queue = queue;
    this.call = node.pool.main;
    this.slot = slot;
    queue.receiver = this;
  }

  /** Whether the call is filled and waits in the task queue. */
  get waits(): boolean {
    return this.step === WAITS;
  }

  /** A packet for a node that rests: it is processed next, and need not be queued. */
  receive(packet: Packet): boolean {
    if (this.step !== RESTS) return false;
    this.#fill(packet, false);
    return true;
  }

  /** The queue has a packet, or its bound has risen: what the default policy would do, without asking it if possible. */
  look(): void {
    const node = this.node;
    const queue = this.queue;
    if (node.inFlight > 0 || this.schedule.isBusy) {
      this.hasChanged = true;
      this.schedule.look();
      return;
    }
    this.hasChanged = false;
    if (queue.size > 0) {
      // The room that this makes may bring the next packet at once: it must find the node at work.
      this.step = RUNS;
      node.inFlight = 1;
      const packet = queue.popHead();
      if (packet === undefined) return;
      this.#fill(packet, queue.isDone);
      this.hasChanged = queue.size > 0 || queue.bound !== packet.timestamp + 1;
      return;
    }
    if (!node.isBoundSent(queue.bound)) {
      this.step = RUNS;
      this.schedule.look();
    }
    this.step = node.inFlight === 0 && node.state === 'opened' ? RESTS : RUNS;
  }

  #fill(packet: Packet, isDone: boolean): void {
    const slot = this.slot;
    slot.current = packet;
    slot.isDone = isDone;
    this.call.inputTimestamp = packet.timestamp;
    this.step = WAITS;
    this.node.inFlight = 1;
    this.node.taskReady(this.call);
  }

  /** Runs the call that waits. */
  run(): void {
    const node = this.node;
    const call = this.call;
    this.step = RUNS;
    if (!node.behaviour.process(call)) return;
    call.phase = 'idle';
    this.slot.clear();
    node.deliver(call);
    node.inFlight = 0;
    if (node.state !== 'opened') return;
    // The outputs know by the call itself that nothing comes before the next timestamp.
    if (this.hasChanged || node.offset !== 0) this.look();
    else this.step = RESTS;
  }

  /** The call is used for something else until the next look: packets are queued. */
  hold(): void {
    this.step = RUNS;
  }

  /** Gives the call that waits back without running it. */
  drop(): void {
    this.step = RUNS;
    this.slot.clear();
    this.node.inFlight = 0;
  }
}
