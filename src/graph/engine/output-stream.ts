import type { Packet } from '../packet.ts';
import type { PacketType } from '../packet-type.ts';
import { Timestamp } from '../timestamp.ts';
import type { InputQueue } from './input-queue.ts';

/** One stream of a run: its bound on the producing side, and the queues of all who read it. */
export class OutputStream {
  readonly name: string;
  readonly slot: number;
  /** What the producer's packets are checked against; `null` when every value is good. */
  readonly type: PacketType | null;
  /** The type that names and releases the values. */
  readonly declared: PacketType;
  /** The smallest timestamp the next packet may have; `Done` when closed. */
  bound: Timestamp = Timestamp.PreStream;
  closed = false;
  header: unknown;
  /** Packets ever sent. */
  sent = 0;
  /** Who reads the stream: nodes first, then observers and pollers. Replaced, not changed. */
  queues: readonly InputQueue[] = [];

  constructor(name: string, slot: number, type: PacketType) {
    this.name = name;
    this.slot = slot;
    this.declared = type;
    this.type = type.name === 'any' || type.sameAs !== undefined ? null : type;
  }

  /** Adds a reader; it sees what is sent from now on. */
  attach(queue: InputQueue): void {
    this.queues = [...this.queues, queue];
  }

  /** Takes a reader off. */
  detach(queue: InputQueue): void {
    this.queues = this.queues.filter(one => one !== queue);
  }

  /**
   * Sends the first `count` packets to each reader, then the bound if it is more than what the last packet implies.
   * `Unset` as the bound: unchanged.
   */
  propagate(bound: Timestamp, packets: readonly Packet[], count: number): void {
    if (bound !== Timestamp.Unset) this.bound = bound;
    const last = count === 0 ? undefined : packets[count - 1];
    const sendsBound = bound !== Timestamp.Unset && (last === undefined || Timestamp.next(last.timestamp) !== bound);
    this.sent += count;
    const queues = this.queues;
    for (let i = 0; i < queues.length; i += 1) {
      const queue = queues[i];
      if (queue === undefined) break;
      if (count > 0) queue.add(packets, count);
      if (sendsBound) queue.setBound(bound);
    }
  }

  /** Sends one packet, which moves the bound to the timestamp after it. */
  propagateOne(packet: Packet): void {
    const t = packet.timestamp;
    this.bound = t >= Timestamp.Min && t < Timestamp.Max ? t + 1 : Timestamp.next(t);
    this.sent += 1;
    const queues = this.queues;
    for (let i = 0; i < queues.length; i += 1) queues[i]?.addOne(packet);
  }

  /** Sends nothing but a bound. */
  propagateBound(bound: Timestamp): void {
    this.propagate(bound, NO_PACKETS, 0);
  }

  /** Ends the stream for all readers. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.bound = Timestamp.Done;
    for (const queue of this.queues) queue.setBound(Timestamp.Done);
  }
}

const NO_PACKETS: readonly Packet[] = [];
