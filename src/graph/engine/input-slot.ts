import type { InputPort } from '../calculator-context.ts';
import { MillraceError } from '../errors.ts';
import { Packet } from '../packet.ts';
import { Timestamp } from '../timestamp.ts';

/** What a slot shows of its stream. */
export interface SlotStream {
  readonly stream: string;
  readonly header: unknown;
}

/** One input of one call, filled anew for each input set. */
export class InputSlot implements InputPort {
  /** The packet at the input timestamp, `null` for none. Its reference is the slot's. */
  current: Packet | null = null;
  /** The last settled time of the stream, while there is no packet. */
  settled: Timestamp = Timestamp.Unset;
  isDone = false;
  private readonly queue: SlotStream;

  constructor(queue: SlotStream) {
    this.queue = queue;
  }

  /** The stream's name. */
  get name(): string {
    return this.queue.stream;
  }

  get value(): unknown {
    return this.current === null ? undefined : this.current.value;
  }

  get isEmpty(): boolean {
    return this.current === null;
  }

  get packet(): Packet {
    return this.current ?? Packet.empty(this.settled);
  }

  get header(): unknown {
    return this.queue.header;
  }

  get(): unknown {
    if (this.current === null) {
      throw new MillraceError(
        'FAILED_PRECONDITION',
        `stream "${this.queue.stream}": holds no packet at this timestamp. Check isEmpty before get().`,
      );
    }
    return this.current.value;
  }

  /** Gives the packet's reference back. */
  clear(): void {
    const packet = this.current;
    if (packet === null) return;
    this.current = null;
    if (packet.handle !== null) packet.handle.release();
  }
}
