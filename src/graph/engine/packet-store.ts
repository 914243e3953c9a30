import type { Packet } from '../packet.ts';
import { Timestamp } from '../timestamp.ts';
import { PacketRing } from './packet-ring.ts';

/** Packets in a line. Most lines hold one packet at most: only what comes behind it needs a ring buffer. */
export class PacketStore {
  /** The number of packets. */
  size = 0;
  protected first: Packet | null = null;
  /** The packets behind the first. */
  private rest: PacketRing | null = null;

  /** The first packet; `undefined` when empty. */
  get head(): Packet | undefined {
    return this.first ?? undefined;
  }

  /** The timestamp of the first of the newest `count` packets; `Unset` when empty. */
  timestampAmongNewest(count: number): Timestamp {
    return this.size === 0 ? Timestamp.Unset : this.at(this.size - Math.min(count, this.size)).timestamp;
  }

  /** The timestamps of all, in order. */
  get timestamps(): readonly Timestamp[] {
    return Array.from({ length: this.size }, (_, place) => this.at(place).timestamp);
  }

  /** The packet at a place below {@link PacketStore.size}. @throws RangeError beyond. */
  protected at(place: number): Packet {
    const packet = place === 0 ? this.first : this.rest?.at(place - 1);
    if (packet === null || packet === undefined) throw this.missing(place);
    return packet;
  }

  protected append(packet: Packet): void {
    if (this.first === null) this.first = packet;
    else {
      this.rest ??= new PacketRing();
      this.rest.push(packet);
    }
    this.size += 1;
  }

  /** Takes the first. @throws RangeError when there is none. */
  protected shift(): Packet {
    const packet = this.first;
    if (packet === null) throw this.missing(0);
    this.first = this.rest !== null && this.rest.size > 0 ? this.rest.shift() : null;
    this.size -= 1;
    return packet;
  }

  private missing(place: number): RangeError {
    return new RangeError(`packet store: there is no packet ${place} of ${this.size}.`);
  }
}
