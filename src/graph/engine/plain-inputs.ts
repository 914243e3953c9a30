import type { Packet } from '../packet.ts';
import type { PacketType } from '../packet-type.ts';
import { Timestamp } from '../timestamp.ts';
import { deliverCall } from './deliver-call.ts';
import type { InputQueue } from './input-queue.ts';
import type { InputSlot } from './input-slot.ts';
import type { NodeBehaviour } from './node-behaviour.ts';
import type { NodeCall } from './node-call.ts';
import type { NodeSchedule } from './node-schedule.ts';
import type { OutputShard } from './output-shard.ts';
import { type PacketTaker, QUEUED, type ReadyCall, type Reception, type SetTaker, TAKEN, WAITS } from './ready-call.ts';
import type { ScheduledNode } from './scheduled-node.ts';

/**
 * The inputs of a node with the plain default policy and one call at a time, which is what most nodes have: the general
 * way of {@link NodeSchedule} written out for them. Whatever is out of the ordinary goes the general way.
 *
 * A packet that completes an input set of a node that rests goes into the call past the queue. Who has delivered it has
 * the node run next, or queues it.
 */
export class PlainInputs implements PacketTaker, SetTaker {
  readonly index: number;
  /** Whether packets have to wait: the call is filled, or the node goes the general way until the next look. */
  private isAway = true;
  /** Whether it goes the general way. False while the call is filled, and while the node rests. */
  private isHeld = true;
  /** Whether there is more to look at when the call has ended. */
  private hasChanged = false;
  /** The slot of the only input; `null`: there are several. */
  private readonly sole: InputSlot | null;
  protected readonly call: NodeCall;
  passed = 0;
  /** That of the only input, of which the queue and the stream ask here. */
  bound: Timestamp = Timestamp.PreStream;
  /** What packets of the only input are checked against; `null`: nothing. */
  private readonly type: PacketType | null;
  /** The only output of a node with offset 0; `null` of any other. */
  private readonly output: OutputShard | null;
  private readonly behaviour: NodeBehaviour;
  /** Whether packets that are taken past the queue are mapped: no slot, no shard and no context is needed for that. */
  private readonly maps: boolean;
  /** The packet that was taken past the queue to be mapped, with its reference; `null`: none waits. */
  private packet: Packet | null = null;
  /** Packets that were taken to be mapped, and were not. */
  private lost = 0;
  private readonly node: ScheduledNode;
  private readonly schedule: NodeSchedule;
  protected readonly queues: readonly InputQueue[];

  constructor(node: ScheduledNode, schedule: NodeSchedule, queues: readonly InputQueue[]) {
    const call = node.pool.main;
    const [first] = queues;
    this.index = node.index;
    this.sole = first !== undefined && queues.length === 1 ? (call.slots[0] ?? null) : null;
    this.call = call;
    this.type = first === undefined ? null : first.type;
    this.output = node.offset === 0 && call.shards.length === 1 ? (call.shards[0] ?? null) : null;
    // Who watches wants to see calls.
    this.maps = node.behaviour.isMap && this.output !== null && node.host.watch === undefined;
    this.behaviour = node.behaviour;
    this.node = node;
    this.schedule = schedule;
    this.queues = queues;
    if (first !== undefined && queues.length === 1) first.passTo(this);
    else for (const [place, queue] of queues.entries()) queue.joinAt(this, place);
  }

  /** Whether the call is filled, and waits for its turn or runs. */
  get isBusy(): boolean {
    return this.isAway && !this.isHeld;
  }

  /** Packets that were mapped instead of put into a call. */
  get mapped(): number {
    return this.maps ? this.passed - this.lost - (this.packet === null ? 0 : 1) : 0;
  }

  take(packet: Packet): boolean {
    const t = packet.timestamp;
    const { type } = this;
    if (this.isAway || t < this.bound || (type !== null && !type.is(packet.value))) return false;
    this.isAway = true;
    this.passed += 1;
    this.bound = t + 1;
    this.fill(packet);
    return true;
  }

  /** The packet of the only input is what is worked on next. */
  private fill(packet: Packet): void {
    if (this.maps) this.packet = packet;
    else this.fillCall(packet);
  }

  /** The packet goes into the slot of the call. */
  private fillCall(packet: Packet): void {
    const { sole, call } = this;
    // A stream that sends is not done: nor was it before.
    if (sole !== null) sole.current = packet;
    // Ordinary, as the packet's is.
    call.inputTimestamp = packet.timestamp;
  }

  receive(packet: Packet, place: number, before: Timestamp): Reception {
    if (this.isAway) return QUEUED;
    const { queues, call } = this;
    const t = packet.timestamp;
    for (let i = 0; i < queues.length; i += 1) {
      const queue = queues[i];
      if (queue === undefined) return QUEUED;
      if (queue.size > 0) {
        if (i === place || queue.headOrBound !== t) return QUEUED;
      } else if (i !== place) {
        // If this one is not ahead, it is what the outputs were told of, and still is.
        return queue.bound <= before ? WAITS : QUEUED;
      }
    }
    // The room that this makes may bring the next packet at once: it must find the node at work.
    this.isAway = true;
    for (let i = 0; i < queues.length; i += 1) {
      const queue = queues[i];
      const slot = call.slots[i];
      if (queue === undefined || slot === undefined) continue;
      slot.current = i === place ? packet : (queue.popHead() ?? null);
      // A stream that has sent just this is neither done nor ahead.
      slot.isDone = false;
      if (queue.size === 0 && queue.bound === t + 1) continue;
      slot.isDone = queue.isDone;
      this.hasChanged = true;
    }
    call.inputTimestamp = t;
    return TAKEN;
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
    this.hold();
    const queue = this.queues[0];
    if (this.sole !== null && queue !== undefined && queue.size > 0) {
      this.takeFirst(queue, this.sole);
      return;
    }
    if (!this.isSettled()) schedule.look();
    if (node.inFlight === 0 && node.state === 'opened') this.rest();
  }

  /** Whether an input set is waited for, and the outputs know how far. */
  private isSettled(): boolean {
    const { queues } = this;
    let first: Timestamp = Timestamp.Done;
    let bound: Timestamp = Timestamp.Done;
    for (let i = 0; i < queues.length; i += 1) {
      const queue = queues[i];
      if (queue === undefined) break;
      if (queue.size > 0) {
        if (queue.headOrBound < first) first = queue.headOrBound;
      } else if (queue.bound < bound) bound = queue.bound;
    }
    return bound <= first && this.node.bounds.isSent(bound);
  }

  protected takeFirst(queue: InputQueue, slot: InputSlot): void {
    // As in `receive`.
    this.isHeld = false;
    slot.current = queue.popHead() ?? null;
    slot.isDone = queue.isDone;
    const t = slot.packet.timestamp;
    this.call.setTime(t);
    this.hasChanged = queue.size > 0 || queue.bound !== t + 1;
    this.enqueue();
  }

  /** Runs the call that waits. */
  run(): ReadyCall | null {
    const { packet, output } = this;
    const sent = packet === null ? this.process() : this.map(packet);
    if (sent === undefined) return null;
    if (sent === null || output === null) return this.deliver();
    const next = output.stream.propagateOne(sent);
    // The output knows by the call itself that nothing comes before the next timestamp.
    this.isAway = false;
    if (this.hasChanged) this.look();
    if (packet !== null && packet !== sent && packet.handle !== null) packet.handle.release();
    return next;
  }

  /** Returns the packet that the call has sent, if it was one and nothing else; `null`: something else; `undefined`: it has not ended well yet. */
  private process(): Packet | null | undefined {
    const { call, output } = this;
    if (!this.behaviour.processPlain(call)) return undefined;
    call.isIdle = true;
    if (this.sole === null) call.clearSlots();
    else this.sole.clear();
    if (output === null) return null;
    const { sole } = output;
    output.sole = null;
    return sole;
  }

  /** The same for a packet that was taken past the queue to be mapped. */
  private map(packet: Packet): Packet | null | undefined {
    const { output } = this;
    this.packet = null;
    try {
      const value = this.behaviour.map(packet.value);
      if (value !== undefined && output !== null) return output.packetOf(value, packet);
    } catch (error) {
      this.fillCall(packet);
      this.behaviour.threw(this.call, error);
      return undefined;
    }
    // Its time is settled all the same.
    this.fillCall(packet);
    this.call.clearSlots();
    return null;
  }

  /** What the call has sent goes out in the general way. */
  private deliver(): ReadyCall | null {
    const next = deliverCall(this.call, this.node.offset);
    this.isAway = false;
    if (this.hasChanged || this.output === null) this.look();
    return next;
  }

  /** The call is used for something else until the next look: packets are queued. */
  hold(): void {
    this.isAway = true;
    this.isHeld = true;
  }

  private rest(): void {
    this.isAway = false;
    this.isHeld = false;
  }

  /** The call that runs ends in the general way: it has returned a promise, or something else than nothing, or thrown. */
  handOver(): void {
    if (!this.isBusy) return;
    this.hold();
    this.node.inFlight = 1;
  }

  /** Gives the call that waits back without running it. */
  drop(): void {
    const { packet } = this;
    this.hold();
    this.call.clearSlots();
    if (packet === null) return;
    this.packet = null;
    this.lost += 1;
    packet.release();
  }
}
