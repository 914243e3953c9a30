import type { Packet } from '../packet.ts';
import type { PacketType } from '../packet-type.ts';
import { Timestamp } from '../timestamp.ts';
import type { QueueView } from './graph-debug-view.ts';
import type { InputQueueSpec } from './input-queue-spec.ts';
import type { InputSlot } from './input-slot.ts';
import { PacketStore } from './packet-store.ts';
import { queueErrors } from './queue-errors.ts';
import type { QueueFeeder, QueueGauge, QueueOwner } from './queue-owner.ts';
import { type PacketTaker, type ReadyCall, type SetTaker, TAKEN, WAITS } from './ready-call.ts';

/**
 * The packets on their way to one consumer of a stream, with the stream's timestamp bound.
 *
 * Holds one reference of each packet in it. Laws: timestamps increase, nothing arrives below the bound.
 */
export class InputQueue extends PacketStore {
  /** The bound, but for what {@link InputQueue.taker} knows of it. */
  private known: Timestamp = Timestamp.PreStream;
  /** The node with this only input that takes packets past the queue; it keeps the bound, and counts them, meanwhile. */
  private taker: PacketTaker | null = null;
  /** The node with several inputs that takes input sets past the queues, and this queue's place among them. */
  private joiner: SetTaker | null = null;
  private place = 0;
  /** What each packet is checked against; `null`: nothing. */
  readonly type: PacketType | null;
  /** Packets that the consumer has taken past the queue, but for those that {@link InputQueue.taker} counts. */
  overtook = 0;
  /** The stream, which has to know by whom packets are taken past the queue. */
  feeder: QueueFeeder | null = null;
  readonly stream: string;
  readonly streamSlot: number;
  readonly reader: string;
  readonly backEdge: boolean;
  /** At this size the queue is full and throttles what feeds it. */
  maxSize: number;
  /** The stream's header; `undefined` if it has none. */
  header: unknown = undefined;
  private enqueued = 0;
  private dequeued = 0;
  /** Packets ever removed without reaching the consumer. */
  dropped = 0;
  /** How many of them because the consumer closed. */
  droppedAtClose = 0;
  /** The most packets that ever were in the queue. */
  peak = 0;
  /** Whether the consumer takes no more: later packets and bounds are ignored. */
  closed = false;
  /** False: timestamps are not looked at (barrier). */
  timed = true;
  /** What was last told to the gauge. Kept here for {@link QueueGauge}. */
  reportedFull = false;
  private readonly owner: QueueOwner<InputQueue>;
  private readonly gauge: QueueGauge<InputQueue>;

  constructor(spec: InputQueueSpec, owner: QueueOwner<InputQueue>, gauge: QueueGauge<InputQueue>) {
    super();
    this.stream = spec.stream;
    this.streamSlot = spec.streamSlot;
    this.reader = spec.reader;
    this.backEdge = spec.backEdge;
    this.maxSize = spec.maxSize;
    this.type = spec.type;
    this.owner = owner;
    this.gauge = gauge;
  }

  /** No packet below it can arrive. `Done`: the stream is closed. */
  get bound(): Timestamp {
    return this.taker === null ? this.known : this.taker.bound;
  }

  set bound(bound: Timestamp) {
    if (this.taker === null) this.known = bound;
    else this.taker.bound = bound;
  }

  /** Who takes packets past the queue, if it is a node with no other input. */
  get passedTo(): PacketTaker | null {
    return this.taker;
  }

  /** Packets that the consumer has taken past the queue. */
  get passed(): number {
    return this.taker === null ? this.overtook : this.overtook + this.taker.passed;
  }

  /** Packets ever added. */
  get added(): number {
    return this.enqueued + this.passed;
  }

  /** Packets ever taken by the consumer. */
  get taken(): number {
    return this.dequeued + this.passed;
  }

  /** Whether the stream is closed and every packet was taken. */
  get isDone(): boolean {
    return this.size === 0 && this.bound === Timestamp.Done;
  }

  /** The timestamp of the first packet, or the bound when there is none. */
  get headOrBound(): Timestamp {
    return this.first === null ? this.bound : this.first.timestamp;
  }

  /** Adds packets. The first that breaks a rule ends it and is reported to the owner. */
  add(packets: readonly Packet[]): void {
    if (this.closed) {
      // Who has closed takes nothing more: what still comes is lost, and counted.
      this.enqueued += packets.length;
      this.dropped += packets.length;
      this.droppedAtClose += packets.length;
      return;
    }
    const wasEmpty = this.size === 0;
    for (const packet of packets) {
      const t = packet.timestamp;
      if (this.timed && (t < this.bound || (t === Timestamp.PostStream && this.added > 0))) {
        this.owner.inputFailed(queueErrors.order(this, t));
        return;
      }
      if (this.type !== null && !this.type.is(packet.value)) {
        this.owner.inputFailed(queueErrors.type(this, this.type, packet.value));
        return;
      }
      this.bound = Timestamp.next(t);
      packet.handle?.retain();
      this.append(packet);
      this.enqueued += 1;
    }
    if (this.size > this.peak) this.peak = this.size;
    if (this.size >= this.maxSize && !this.reportedFull) this.gauge.queueFullChanged(this, true);
    if (wasEmpty) this.owner.inputChanged(this);
    this.owner.packetsAdded(this);
  }

  /** From now on packets may pass by the queue, to a node with no other input. */
  passTo(taker: PacketTaker): void {
    taker.bound = this.known;
    this.taker = taker;
    this.feeder?.relink();
  }

  /** From now on packets may pass by the queue, to the input at `place` of a node. */
  joinAt(joiner: SetTaker, place: number): void {
    this.joiner = joiner;
    this.place = place;
  }

  /**
   * {@link InputQueue.add} for one packet at a range timestamp below `Max`, with its reference: the usual case, written out
   * because it runs for each packet of a stream. Returns the node that has taken it past the queue, if any: the caller runs
   * or queues it.
   */
  addOne(packet: Packet): ReadyCall | null {
    const t = packet.timestamp;
    const { joiner, known } = this;
    // A closed queue's bound is Done.
    if (joiner === null || t < known || (this.type !== null && !this.type.is(packet.value))) {
      return this.addAlone(packet);
    }
    this.known = t + 1;
    const reception = joiner.receive(packet, this.place, known);
    if (reception === TAKEN) {
      this.overtook += 1;
      return joiner;
    }
    this.enqueue(packet, reception !== WAITS);
    return null;
  }

  /** {@link InputQueue.addOne} where no node takes the packet past the queue. */
  private addAlone(packet: Packet): ReadyCall | null {
    const { taker } = this;
    if (taker !== null && taker.take(packet)) return taker;
    const t = packet.timestamp;
    // Barrier queues have rules of their own.
    if (t < this.bound || this.type !== null) {
      this.add([packet]);
      if (packet.handle !== null) packet.handle.release();
      return null;
    }
    this.bound = t + 1;
    if (this.first === null && this.owner.takes?.(packet, this) === true) this.overtook += 1;
    else this.enqueue(packet, true);
    return null;
  }

  /** @param changes - whether the owner shall look at it. */
  private enqueue(packet: Packet, changes: boolean): void {
    this.append(packet);
    this.enqueued += 1;
    if (this.size > this.peak) this.peak = this.size;
    if (this.size >= this.maxSize && !this.reportedFull) this.gauge.queueFullChanged(this, true);
    if (changes && this.size === 1) this.owner.inputChanged(this);
    this.owner.packetsAdded(this);
  }

  /** Raises the bound. A lower one than before is reported to the owner as an error. */
  setBound(bound: Timestamp): void {
    if (this.closed || bound === this.bound) return;
    if (bound < this.bound) {
      if (!this.timed) return;
      this.owner.inputFailed(queueErrors.bound(this, bound));
      return;
    }
    this.bound = bound;
    if (this.size === 0) this.owner.inputChanged(this);
  }

  /**
   * Takes everything up to `t`: the packet exactly at `t` goes to the slot, earlier ones are dropped. Without one the
   * slot becomes empty, with the last settled time of the stream.
   */
  popAt(t: Timestamp, slot: InputSlot): void {
    let found: Packet | null = null;
    if (this.bound <= t) this.bound = Timestamp.next(t);
    while (this.first !== null && this.first.timestamp <= t) {
      const packet = this.shift();
      if (packet.timestamp === t) {
        found = packet;
        this.dequeued += 1;
      } else this.drop(packet);
    }
    if (found === null) slot.settled = Timestamp.previous(this.headOrBound);
    slot.current = found;
    slot.isDone = this.isDone;
    this.checkRoom();
  }

  /** Shows the slot nothing but the last settled time. */
  peekBound(slot: InputSlot): void {
    slot.current = null;
    slot.settled = Timestamp.previous(this.headOrBound);
    slot.isDone = this.isDone;
  }

  /** Takes the first packet, whatever its timestamp. The reference goes to the caller. */
  popHead(): Packet | undefined {
    if (this.size === 0) return undefined;
    const packet = this.shift();
    this.dequeued += 1;
    this.checkRoom();
    return packet;
  }

  /** Drops the packets before `t`. */
  dropBefore(t: Timestamp): void {
    while (this.first !== null && this.first.timestamp < t) this.drop(this.shift());
    this.checkRoom();
  }

  /** Changes the size at which the queue is full. */
  setMaxSize(maxSize: number): void {
    this.maxSize = maxSize;
    const full = this.size >= maxSize;
    if (full !== this.reportedFull) this.gauge.queueFullChanged(this, full);
  }

  /** The consumer has closed: drops everything, also what comes later. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.overtook = this.passed;
    this.taker = null;
    this.known = Timestamp.Done;
    this.droppedAtClose += this.size;
    this.clear();
  }

  /** Drops every packet. */
  clear(): void {
    try {
      while (this.size > 0) this.drop(this.shift());
    } finally {
      this.checkRoom();
    }
  }

  /** The queue as laws see it. */
  view(): QueueView {
    const { stream, size, maxSize, bound, added, taken, dropped, timed, timestamps } = this;
    return { stream, size, maxSize, bound, added, taken, dropped, timed, timestamps };
  }

  private checkRoom(): void {
    if (this.reportedFull && this.size < this.maxSize) this.gauge.queueFullChanged(this, false);
  }

  private drop(packet: Packet): void {
    this.dropped += 1;
    packet.handle?.release();
  }
}
