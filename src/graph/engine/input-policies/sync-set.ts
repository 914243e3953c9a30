import { Timestamp } from '../../timestamp.ts';
import type { InputQueue } from '../input-queue.ts';
import type { InputSlot } from '../input-slot.ts';
import { NOT_READY, READY_FOR_CLOSE, READY_FOR_PROCESS, type Readiness } from './input-policy.ts';

/**
 * A group of inputs that are synchronised by timestamp: ready at the smallest packet time once every empty input's
 * bound has passed it. With `processTimestampBounds` also at each newly settled time.
 */
export class SyncSet {
  /** The smallest packet time or bound; when ready, the time of the input set. */
  time: Timestamp = Timestamp.Unset;
  /** The time of the last input set that was found ready. */
  lastProcessed: Timestamp = Timestamp.Unset;
  private readonly queues: readonly InputQueue[];
  /** The index of each queue among the node's slots. */
  private readonly slots: readonly number[];
  private readonly bounds: boolean;

  constructor(queues: readonly InputQueue[], slots: readonly number[], processTimestampBounds: boolean) {
    this.queues = queues;
    this.slots = slots;
    this.bounds = processTimestampBounds;
  }

  readiness(): Readiness {
    let minBound: Timestamp = Timestamp.Done;
    let minPacket: Timestamp = Timestamp.Done;
    const queues = this.queues;
    for (let i = 0; i < queues.length; i += 1) {
      const queue = queues[i];
      if (queue === undefined) break;
      const t = queue.headOrBound;
      if (queue.size === 0) {
        if (t < minBound) minBound = t;
      } else if (t < minPacket) minPacket = t;
    }
    this.time = minPacket < minBound ? minPacket : minBound;
    if (this.time >= Timestamp.OneOverPostStream) {
      this.time = Timestamp.Done;
      this.lastProcessed = Timestamp.Max;
      return READY_FOR_CLOSE;
    }
    if (!this.bounds) {
      if (minBound <= minPacket) return NOT_READY;
      this.lastProcessed = this.time;
      return READY_FOR_PROCESS;
    }
    // PostStream has no timestamp after it that `previous` could come back from.
    const settled =
      minPacket === Timestamp.PostStream && minBound > minPacket ? minPacket : Timestamp.previous(minBound);
    const t = minPacket < settled ? minPacket : settled;
    if (t <= this.lastProcessed || t <= Timestamp.Unstarted) return NOT_READY;
    this.time = t;
    this.lastProcessed = t;
    return READY_FOR_PROCESS;
  }

  /** Takes the packets at `time`. */
  fill(time: Timestamp, slots: readonly InputSlot[]): void {
    for (let i = 0; i < this.queues.length; i += 1) {
      const slot = slots[this.slots[i] ?? -1];
      if (slot !== undefined) this.queues[i]?.popAt(time, slot);
    }
  }

  /** Shows the slots only how far their streams are settled. */
  fillBounds(slots: readonly InputSlot[]): void {
    for (let i = 0; i < this.queues.length; i += 1) {
      const slot = slots[this.slots[i] ?? -1];
      if (slot !== undefined) this.queues[i]?.peekBound(slot);
    }
  }
}
