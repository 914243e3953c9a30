import type { Packet } from '../packet.ts';
import type { PacketType } from '../packet-type.ts';
import { Timestamp } from '../timestamp.ts';
import type { InputQueue } from './input-queue.ts';
import type { QueueFeeder } from './queue-owner.ts';
import type { PacketTaker, ReadyCall } from './ready-call.ts';

/** One stream of a run: its bound on the producing side, and the queues of all who read it. */
export class OutputStream implements QueueFeeder {
  readonly name: string;
  readonly slot: number;
  /** What the producer's packets are checked against; `null` when every value is good. */
  readonly type: PacketType | null;
  /** The type that names and releases the values. */
  readonly declared: PacketType;
  /** The bound, but for the packets that {@link OutputStream.taker} has taken. */
  private known: Timestamp = Timestamp.PreStream;
  /** Packets ever sent, but for those that {@link OutputStream.taker} has taken. */
  private counted = 0;
  /** The node that takes packets past the queue of the only reader; it knows the bound that follows from them, and counts them. */
  private taker: PacketTaker | null = null;
  /** What it had taken before it took from here. */
  private takenBefore = 0;
  /** The reader, if there is only one. */
  private only: InputQueue | null = null;
  closed = false;
  header: unknown = undefined;
  /** Who reads the stream: nodes first, then observers and pollers. Replaced, not changed. */
  queues: readonly InputQueue[] = [];

  constructor(name: string, slot: number, type: PacketType) {
    this.name = name;
    this.slot = slot;
    this.declared = type;
    this.type = type.name === 'any' || type.follows !== undefined ? null : type;
  }

  /** The smallest timestamp the next packet may have; `Done` when closed. */
  get bound(): Timestamp {
    return this.taker === null ? this.known : Math.max(this.known, this.taker.bound);
  }

  set bound(bound: Timestamp) {
    this.known = bound;
  }

  /** Packets ever sent. */
  get sent(): number {
    return this.taker === null ? this.counted : this.counted + this.taker.passed - this.takenBefore;
  }

  /** Adds a reader; it sees what is sent from now on. */
  attach(queue: InputQueue): void {
    queue.feeder = this;
    this.setQueues([...this.queues, queue]);
  }

  /** Takes a reader off. */
  detach(queue: InputQueue): void {
    this.setQueues(this.queues.filter(one => one !== queue));
  }

  private setQueues(queues: readonly InputQueue[]): void {
    this.queues = queues;
    this.only = queues.length === 1 ? (queues[0] ?? null) : null;
    this.relink();
  }

  relink(): void {
    this.known = this.bound;
    this.counted = this.sent;
    this.taker = this.only === null ? null : this.only.passedTo;
    this.takenBefore = this.taker === null ? 0 : this.taker.passed;
  }

  /**
   * Sends packets to each reader, then the bound if it is more than what the last packet implies.
   * `Unset` as the bound: unchanged.
   */
  propagate(bound: Timestamp, packets: readonly Packet[]): void {
    if (bound !== Timestamp.Unset) this.known = bound;
    const last = packets.at(-1);
    const sendsBound = bound !== Timestamp.Unset && (last === undefined || Timestamp.next(last.timestamp) !== bound);
    this.counted += packets.length;
    const queues = this.queues;
    for (let i = 0; i < queues.length; i += 1) {
      const queue = queues[i];
      if (queue === undefined) break;
      if (last !== undefined) queue.add(packets);
      if (sendsBound) queue.setBound(bound);
    }
  }

  /**
   * Sends one packet at a range timestamp below `Max`, which moves the bound to the timestamp after it. Takes over its
   * reference. Returns the last node that can go on with it at once: the caller runs or queues it.
   */
  propagateOne(packet: Packet): ReadyCall | null {
    const { taker, only } = this;
    if (taker !== null && taker.take(packet)) return taker;
    this.counted += 1;
    this.known = packet.timestamp + 1;
    return only === null ? this.propagateToAll(packet) : only.addOne(packet);
  }

  private propagateToAll(packet: Packet): ReadyCall | null {
    const queues = this.queues;
    let next: ReadyCall | null = null;
    for (let i = 0; i < queues.length; i += 1) {
      const queue = queues[i];
      if (queue === undefined) break;
      if (packet.handle !== null) packet.handle.retain();
      const taker = queue.addOne(packet);
      if (taker === null) continue;
      if (next !== null) next.enqueue();
      next = taker;
    }
    if (packet.handle !== null) packet.handle.release();
    return next;
  }

  /** Sends nothing but a bound. */
  propagateBound(bound: Timestamp): void {
    this.propagate(bound, NO_PACKETS);
  }

  /** Ends the stream for all readers. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.known = Timestamp.Done;
    for (const queue of this.queues) queue.setBound(Timestamp.Done);
  }
}

const NO_PACKETS: readonly Packet[] = [];
