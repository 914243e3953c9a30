import type { Packet } from '../packet.ts';
import type { Timestamp } from '../timestamp.ts';
import { deliverCall } from './deliver-call.ts';
import type { InputQueue } from './input-queue.ts';
import type { InputSlot } from './input-slot.ts';
import type { NodeBehaviour } from './node-behaviour.ts';
import type { NodeCall } from './node-call.ts';
import type { NodeSchedule } from './node-schedule.ts';
import type { OutputShard } from './output-shard.ts';
import type { PacketTaker, ReadyCall } from './ready-call.ts';
import type { RunWatch } from './run-watch.ts';
import type { ScheduledNode } from './scheduled-node.ts';

// What the node does. Numbers, because they are looked at for each packet.
/** Nothing: a packet can go into the call at once. */
const RESTS = 1;
/** The call is filled and waits for its turn. */
const WAITS = 2;
/** The call runs. */
const RUNS = 3;
/** It goes the general way, until the next look. */
const HELD = 4;

/**
 * The inputs of a node with the plain default policy and one call at a time, which is what most nodes have: the general
 * way of {@link NodeSchedule} written out for them. Whatever is out of the ordinary goes the general way.
 *
 * A packet that completes an input set of a node that rests goes into the call past the queue. Who has delivered it has
 * the node run next, or queues it.
 */
export class PlainInputs implements PacketTaker {
  readonly index: number;
  private readonly node: ScheduledNode;
  private step: typeof RESTS | typeof WAITS | typeof RUNS | typeof HELD = HELD;
  /** Whether there is more to look at when the call has ended. */
  private hasChanged = false;
  private readonly schedule: NodeSchedule;
  private readonly queues: readonly InputQueue[];
  /** The slot of the only input; `null`: there are several. */
  private readonly sole: InputSlot | null;
  /** The only output of a node with offset 0; `null` of any other. */
  private readonly output: OutputShard | null;
  private readonly behaviour: NodeBehaviour;
  private readonly call: NodeCall;
  private readonly watch: RunWatch | undefined;

  constructor(node: ScheduledNode, schedule: NodeSchedule, queues: readonly InputQueue[]) {
    this.node = node;
    this.index = node.index;
    this.schedule = schedule;
    this.queues = queues;
    this.behaviour = node.behaviour;
    const call = node.pool.main;
    this.call = call;
    this.sole = queues.length === 1 ? (call.slots[0] ?? null) : null;
    this.output = node.offset === 0 && call.shards.length === 1 ? (call.shards[0] ?? null) : null;
    this.watch = node.host.watch;
    for (const [place, queue] of queues.entries()) queue.passTo(this, place);
  }

  /** Whether the call is filled and waits for its turn. */
  get waits(): boolean {
    return this.step === WAITS;
  }

  /** Whether the call waits or runs, and will end the short way as far as is known. */
  get isBusy(): boolean {
    return this.step === WAITS || this.step === RUNS;
  }

  receive(packet: Packet, place: number): boolean {
    if (this.step !== RESTS) return false;
    const slot = this.sole ?? this.#takeOthers(packet.timestamp, place);
    if (slot === null) return false;
    this.step = WAITS;
    slot.current = packet;
    slot.isDone = false;
    this.call.inputTimestamp = packet.timestamp;
    if (this.watch !== undefined) this.#noteReady();
    return true;
  }

  /** If this queue is empty and all others begin at `t`: takes their packets and returns the slot of this one. */
  #takeOthers(t: Timestamp, place: number): InputSlot | null {
    const { queues, call } = this;
    for (let i = 0; i < queues.length; i += 1) {
      const queue = queues[i];
      if (queue === undefined || (queue.size === 0) !== (i === place)) return null;
      if (i !== place && queue.headOrBound !== t) return null;
    }
    // The room that this makes may bring the next packet at once: it must find the node at work.
    this.step = WAITS;
    for (let i = 0; i < queues.length; i += 1) {
      const queue = queues[i];
      const slot = call.slots[i];
      if (i === place || queue === undefined || slot === undefined) continue;
      slot.current = queue.popHead() ?? null;
      slot.isDone = queue.isDone;
      if (queue.size > 0 || queue.bound !== t + 1) this.hasChanged = true;
    }
    return call.slots[place] ?? null;
  }

  #noteReady(): void {
    this.watch?.ready(this.index, this.call.inputTimestamp, this.queues);
  }

  enqueue(): void {
    this.node.host.tasks.addCall(this.node);
  }

  /** A queue has a packet, or its bound has risen: what the default policy would do, without asking it if possible. */
  look(): void {
    if (this.isBusy) {
      this.hasChanged = true;
      return;
    }
    const { node, schedule } = this;
    if (node.inFlight > 0 || schedule.isBusy) {
      this.hasChanged = true;
      schedule.look();
      return;
    }
    this.hasChanged = false;
    this.step = HELD;
    const [queue] = this.queues;
    if (queue === undefined) return;
    if (this.sole === null) schedule.look();
    else if (queue.size > 0) {
      this.#takeFirst(queue, this.sole);
      return;
    } else if (!node.isBoundSent(queue.bound)) schedule.look();
    if (node.inFlight === 0 && node.state === 'opened') this.step = RESTS;
  }

  #takeFirst(queue: InputQueue, slot: InputSlot): void {
    // As above.
    this.step = WAITS;
    slot.current = queue.popHead() ?? null;
    slot.isDone = queue.isDone;
    const t = slot.packet.timestamp;
    this.call.inputTimestamp = t;
    this.hasChanged = queue.size > 0 || queue.bound !== t + 1;
    if (this.watch !== undefined) this.#noteReady();
    this.enqueue();
  }

  /** Runs the call that waits. */
  run(): ReadyCall | null {
    const { call, output } = this;
    this.step = RUNS;
    if (!this.behaviour.process(call)) return null;
    call.isIdle = true;
    if (this.sole === null) call.clearSlots();
    else this.sole.clear();
    let next: ReadyCall | null;
    const sole = output === null ? null : output.sole;
    if (output === null || sole === null) next = deliverCall(call, this.node.offset);
    else {
      output.sole = null;
      next = output.stream.propagateOne(sole);
    }
    // The output knows by the call itself that nothing comes before the next timestamp.
    this.step = RESTS;
    if (this.hasChanged || output === null) this.look();
    return next;
  }

  /** The call is used for something else until the next look: packets are queued. */
  hold(): void {
    this.step = HELD;
  }

  /** The call that runs ends in the general way: it has returned a promise, or something else than nothing, or thrown. */
  handOver(): void {
    if (this.step !== RUNS) return;
    this.step = HELD;
    this.node.inFlight = 1;
  }

  /** Gives the call that waits back without running it. */
  drop(): void {
    this.step = HELD;
    this.call.clearSlots();
  }
}
