import type { Packet } from '../packet.ts';

const FIRST_CAPACITY = 4;

/** Packets, first in, first out, in an array that is used round and round and doubles when it is full. */
export class PacketRing {
  size = 0;
  private slots: (Packet | undefined)[] = new Array<Packet | undefined>(FIRST_CAPACITY).fill(undefined);
  private mask = FIRST_CAPACITY - 1;
  private head = 0;

  push(packet: Packet): void {
    if (this.size > this.mask) this.#grow();
    this.slots[(this.head + this.size) & this.mask] = packet;
    this.size += 1;
  }

  /** The packet at a place below {@link PacketRing.size}. @throws RangeError beyond. */
  at(place: number): Packet {
    const packet = place < this.size ? this.slots[(this.head + place) & this.mask] : undefined;
    if (packet === undefined) throw new RangeError(`packet ring: there is no packet ${place} of ${this.size}.`);
    return packet;
  }

  /** Takes the first. @throws RangeError when there is none. */
  shift(): Packet {
    const packet = this.at(0);
    this.slots[this.head] = undefined;
    this.head = (this.head + 1) & this.mask;
    this.size -= 1;
    return packet;
  }

  #grow(): void {
    const capacity = (this.mask + 1) * 2;
    const slots = new Array<Packet | undefined>(capacity).fill(undefined);
    for (let i = 0; i < this.size; i += 1) slots[i] = this.at(i);
    this.slots = slots;
    this.mask = capacity - 1;
    this.head = 0;
  }
}
