import type { MillraceError } from '../errors.ts';
import type { Handle } from '../handle-registry.ts';
import { Packet } from '../packet.ts';
import { Timestamp } from '../timestamp.ts';
import { asError } from './as-error.ts';
import type { InputQueue } from './input-queue.ts';
import type { QueueOwner } from './queue-owner.ts';

/** Calls a function for each packet of a stream, and for newly settled times if it wants bounds. */
export class StreamObserver implements QueueOwner<InputQueue> {
  readonly streamSlot: number;
  private readonly callback: (packet: Packet) => void;
  private readonly bounds: boolean;
  private readonly failed: (error: Error) => void;
  private settled: Timestamp = Timestamp.Unstarted;
  private notifying = false;
  ended = false;

  constructor(streamSlot: number, callback: (packet: Packet) => void, bounds: boolean, failed: (error: Error) => void) {
    this.streamSlot = streamSlot;
    this.callback = callback;
    this.bounds = bounds;
    this.failed = failed;
  }

  /** A run begins. */
  reset(): void {
    this.settled = Timestamp.Unstarted;
    this.notifying = false;
  }

  inputFailed(error: MillraceError): void {
    this.failed(error);
  }

  packetsAdded(): void {
    // Everything was passed on when the queue became non-empty.
  }

  takes(packet: Packet, queue: InputQueue): boolean {
    if (this.notifying || this.ended) return false;
    this.notifying = true;
    try {
      this.pass(packet);
    } catch (error) {
      this.failed(asError(error));
      return true;
    } finally {
      this.notifying = false;
    }
    // What the callback has caused waits, or has moved the bound.
    if (queue.size > 0 || this.bounds) this.inputChanged(queue);
    return true;
  }

  inputChanged(queue: InputQueue): void {
    // What the callback causes comes back here; the loop below sees it.
    if (this.notifying) return;
    this.notifying = true;
    try {
      while (!this.ended) {
        const packet = queue.popHead();
        if (packet !== undefined) {
          this.pass(packet);
          continue;
        }
        if (!this.bounds || queue.bound >= Timestamp.Done) break;
        const settled = queue.bound === Timestamp.PostStream ? queue.bound : Timestamp.previous(queue.bound);
        if (settled <= this.settled) break;
        this.settled = settled;
        this.callback(Packet.empty(settled));
      }
    } catch (error) {
      this.failed(asError(error));
    } finally {
      this.notifying = false;
    }
  }

  private pass(packet: Packet): void {
    if (this.bounds) this.settled = packet.timestamp;
    if (packet.handle === null) this.callback(packet);
    else this.passCounted(packet, packet.handle);
  }

  private passCounted(packet: Packet, handle: Handle): void {
    try {
      this.callback(packet);
    } finally {
      handle.release();
    }
  }
}
