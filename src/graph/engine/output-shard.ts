import type { OutputPort } from '../calculator-context.ts';
import { MillraceError, PacketTypeError } from '../errors.ts';
import type { HandleRegistry } from '../handle-registry.ts';
import { Packet } from '../packet.ts';
import { Timestamp } from '../timestamp.ts';
import { describeValue } from './describe-value.ts';
import type { OutputChange } from './output-bound.ts';
import type { OutputStream } from './output-stream.ts';

/** The call an output belongs to, as far as its outputs need it. */
export interface ShardOwner {
  readonly inputTimestamp: Timestamp;
  readonly nodeName: string;
  /** Whether `open`, `process` or `close` runs right now. */
  readonly phase: 'idle' | 'open' | 'process' | 'close';
}

const NOTHING = Packet.empty(Timestamp.Unset);

/**
 * One output of one call: gathers what the call sends until it has succeeded. Holds one reference of each packet.
 */
export class OutputShard implements OutputPort, OutputChange {
  readonly stream: OutputStream;
  explicitBound: Timestamp = Timestamp.Unset;
  isClosed = false;
  /** The first {@link OutputShard.count} are those of this call. */
  readonly packets: Packet[] = [];
  count = 0;
  /** Whether the last thing the call did was a bound, not a packet. */
  #boundIsLast = false;
  readonly #owner: ShardOwner;
  readonly #handles: HandleRegistry;

  constructor(stream: OutputStream, owner: ShardOwner, handles: HandleRegistry) {
    this.stream = stream;
    this.#owner = owner;
    this.#handles = handles;
  }

  /** Begins a call. */
  reset(): void {
    this.isClosed = this.stream.closed;
    if (this.#boundIsLast || this.explicitBound !== Timestamp.Unset) {
      this.#boundIsLast = false;
      this.explicitBound = Timestamp.Unset;
    }
  }

  get bound(): Timestamp {
    if (this.#boundIsLast) return this.explicitBound;
    return this.count === 0 ? this.stream.bound : Timestamp.next(this.lastPacket);
  }

  get lastPacket(): Timestamp {
    return this.count === 0 ? Timestamp.Unset : (this.packets[this.count - 1]?.timestamp ?? Timestamp.Unset);
  }

  get nextTimestampBound(): Timestamp {
    return this.isClosed ? Timestamp.Done : this.bound;
  }

  emit(value: unknown, timestamp: Timestamp = this.#owner.inputTimestamp): void {
    if (value === undefined) {
      throw new TypeError(`${this.#where()}: emitted undefined. Emit null for "no value", or only move the bound.`);
    }
    const declared = this.stream.declared;
    const known =
      typeof value !== 'object'
        ? null
        : declared.release === undefined
          ? this.#handles.find(value)
          : declared.is(value)
            ? this.#handles.track(declared, value)
            : null;
    this.#push(new Packet(timestamp, value, known));
  }

  forward(packet: Packet, timestamp: Timestamp = packet.timestamp): void {
    if (packet.value === undefined) this.setNextTimestampBound(Timestamp.next(timestamp));
    else this.#push(packet.timestamp === timestamp ? packet : packet.at(timestamp));
  }

  setNextTimestampBound(bound: Timestamp): void {
    if (this.#owner.phase === 'idle') throw this.#lateError();
    if (!Timestamp.isAllowedInStream(bound) && bound !== Timestamp.OneOverPostStream) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${this.#where()}: ${Timestamp.format(bound)} cannot be a timestamp bound. Use a timestamp that a packet may have, or Timestamp.OneOverPostStream.`,
      );
    }
    this.#boundIsLast = true;
    this.explicitBound = bound;
  }

  close(): void {
    if (this.#owner.phase === 'idle') throw this.#lateError();
    this.isClosed = true;
  }

  setHeader(header: unknown): void {
    if (this.#owner.phase !== 'open') {
      throw new MillraceError(
        'FAILED_PRECONDITION',
        `${this.#where()}: the header was set after open. Set it in open, before the first packet.`,
      );
    }
    if (this.isClosed) {
      throw new MillraceError(
        'FAILED_PRECONDITION',
        `${this.#where()}: the header was set on a closed stream. Set it before close().`,
      );
    }
    this.stream.header = header;
  }

  /** The packet of a call that sent one packet at its input timestamp and nothing else; `undefined` for all others. */
  get solePacket(): Packet | undefined {
    if (this.count !== 1 || this.isClosed || this.explicitBound !== Timestamp.Unset) return undefined;
    const packet = this.packets[0];
    return packet?.timestamp === this.#owner.inputTimestamp ? packet : undefined;
  }

  /** Gives the packets' references back: they were delivered, or the call failed. */
  clear(): void {
    for (let i = 0; i < this.count; i += 1) {
      this.packets[i]?.handle?.release();
      this.packets[i] = NOTHING;
    }
    this.count = 0;
  }

  #push(packet: Packet): void {
    const t = packet.timestamp;
    const type = this.stream.type;
    const owner = this.#owner;
    // What holds for nearly every packet; what does not is looked into below.
    const usual =
      owner.phase === 'process' &&
      t === owner.inputTimestamp &&
      !this.isClosed &&
      (type === null || type.is(packet.value));
    if (!usual || t < Timestamp.Min || t >= Timestamp.Max) {
      const problem = this.#problem(packet);
      if (problem !== undefined) {
        packet.handle?.releaseIfUnused();
        throw problem;
      }
    }
    if (packet.handle !== null) packet.handle.retain();
    this.packets[this.count] = packet;
    this.count += 1;
    this.#boundIsLast = false;
  }

  #problem(packet: Packet): MillraceError | undefined {
    if (this.#owner.phase === 'idle') return this.#lateError();
    if (this.isClosed) {
      return new MillraceError(
        'FAILED_PRECONDITION',
        `${this.#where()}: a packet was sent to a closed stream. Send before close().`,
      );
    }
    if (!Timestamp.isAllowedInStream(packet.timestamp)) {
      return new MillraceError(
        'INVALID_ARGUMENT',
        `${this.#where()}: ${Timestamp.format(packet.timestamp)} is no timestamp of a packet. Use PreStream, an integer of microseconds, or PostStream.`,
      );
    }
    const type = this.stream.type;
    if (type !== null && !type.is(packet.value)) {
      return new PacketTypeError(
        `${this.#where()}: takes ${type.name} but was sent ${describeValue(packet.value)}. Send values of the declared type.`,
      );
    }
    return undefined;
  }

  #lateError(): MillraceError {
    return new MillraceError(
      'FAILED_PRECONDITION',
      `${this.#where()}: used after the call had returned. Return a promise and send before it resolves.`,
    );
  }

  #where(): string {
    return `stream "${this.stream.name}" of node "${this.#owner.nodeName}"`;
  }
}
