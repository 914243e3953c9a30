import { MillraceError } from '../../errors.ts';
import type { Packet } from '../../packet.ts';
import { Timestamp } from '../../timestamp.ts';
import type { OutputShard } from '../output-shard.ts';
import type { Transfers } from './executor-port.ts';
import type { WireOutput, WirePacket } from './protocol.ts';
import { NotMovable, unsend, type ValuePacker, type WireValue } from './wire-value.ts';

/** Packs what one call in a worker has sent, and knows what to take back when it cannot be sent after all. */
export class ResultPacker {
  readonly #packer: ValuePacker;
  readonly #kept: readonly unknown[];
  readonly #wires: WireValue[] = [];
  /** Values that their calculator gave away on a stream of any type, where nobody counts them. */
  readonly #uncounted = new Set<object>();

  /** @param kept - the values of the call's inputs that the other thread still has; `undefined` for the others. */
  constructor(packer: ValuePacker, kept: readonly unknown[]) {
    this.#packer = packer;
    this.#kept = kept;
  }

  get transfers(): Transfers {
    return this.#packer.transfers;
  }

  /** What the call did to one output, `null` for nothing. An input that goes out again is not sent back, only named. */
  output(shard: OutputShard): WireOutput | null {
    const { packets: sent, explicitBound, isClosed, stream } = shard;
    if (sent.length === 0 && explicitBound === Timestamp.Unset && !isClosed) return null;
    const packets: WirePacket[] = [];
    for (const packet of sent) {
      const { value, timestamp, handle } = packet;
      const input = typeof value === 'object' && value !== null ? this.#kept.indexOf(value) : -1;
      if (input >= 0) {
        packets.push([timestamp, null, input]);
        continue;
      }
      packets.push([timestamp, this.value(value, `the packet for stream "${stream.name}"`, packet), -1]);
      if (handle === null && typeof value === 'object' && value !== null) this.#uncounted.add(value);
    }
    return [packets, explicitBound, shard.bound === explicitBound, isClosed && !stream.closed];
  }

  /** A value. @param what - names it in messages. @throws MillraceError when it cannot leave its thread. */
  value(value: unknown, what: string, packet?: Packet): WireValue {
    try {
      const wire = this.#packer.pack(value, packet?.handle ?? null);
      this.#wires.push(wire);
      return wire;
    } catch (error) {
      if (!(error instanceof NotMovable)) throw error;
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${what} cannot be sent from a worker: it holds ${error.message}. Send plain data, or give the node an executor of type ApplicationThreadExecutor, which leaves it on the calling thread.`,
      );
    }
  }

  /** Everything is packed: memory that only this thread knows of goes back to its pool. */
  finish(): void {
    for (const value of this.#uncounted) {
      if ('release' in value && typeof value.release === 'function') (value as { release(): void }).release();
    }
  }

  /** It could not be sent. */
  undo(): void {
    for (const wire of this.#wires) unsend(wire);
  }
}
