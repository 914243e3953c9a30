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
  /** Whether the stream was closed when the call began, or the call has closed it. */
  isClosed = false;
  /** The first {@link OutputShard.count} are those of this call. */
  readonly packets: Packet[] = [];
  count = 0;
  /** Whether the call did more, or other, than send one packet at its input timestamp or later. */
  isSpecial = false;
  /** Whether the last thing the call did was a bound, not a packet. */
  private boundIsLast = false;
  private readonly owner: ShardOwner;
  private readonly handles: HandleRegistry;

  constructor(stream: OutputStream, owner: ShardOwner, handles: HandleRegistry) {
    this.stream = stream;
    this.owner = owner;
    this.handles = handles;
  }

  /** A call begins. Only for nodes with several calls: another one may have closed the stream meanwhile. */
  renew(): void {
    this.isClosed = this.stream.closed;
  }

  get bound(): Timestamp {
    if (this.boundIsLast) return this.explicitBound;
    return this.count === 0 ? this.stream.bound : Timestamp.next(this.lastPacket);
  }

  get lastPacket(): Timestamp {
    return this.count === 0 ? Timestamp.Unset : (this.packets[this.count - 1]?.timestamp ?? Timestamp.Unset);
  }

  get nextTimestampBound(): Timestamp {
    return this.isClosed ? Timestamp.Done : this.bound;
  }

  emit(value: unknown, timestamp: Timestamp = this.owner.inputTimestamp): void {
    if (value === undefined) {
      throw new TypeError(`${this.#where()}: emitted undefined. Emit null for "no value", or only move the bound.`);
    }
    const declared = this.stream.declared;
    const known =
      typeof value !== 'object'
        ? null
        : declared.release === undefined
          ? this.handles.find(value)
          : declared.is(value)
            ? this.handles.track(declared, value)
            : null;
    this.#push(new Packet(timestamp, value, known));
  }

  forward(packet: Packet, timestamp: Timestamp = packet.timestamp): void {
    if (packet.value === undefined) this.setNextTimestampBound(Timestamp.next(timestamp));
    else this.#push(packet.timestamp === timestamp ? packet : packet.at(timestamp));
  }

  setNextTimestampBound(bound: Timestamp): void {
    if (this.owner.phase === 'idle') throw this.#lateError();
    if (!Timestamp.isAllowedInStream(bound) && bound !== Timestamp.OneOverPostStream) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${this.#where()}: ${Timestamp.format(bound)} cannot be a timestamp bound. Use a timestamp that a packet may have, or Timestamp.OneOverPostStream.`,
      );
    }
    this.boundIsLast = true;
    this.isSpecial = true;
    this.explicitBound = bound;
  }

  close(): void {
    if (this.owner.phase === 'idle') throw this.#lateError();
    this.isClosed = true;
    this.isSpecial = true;
  }

  setHeader(header: unknown): void {
    if (this.owner.phase !== 'open') {
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

  /** Takes the one packet of a call that is not {@link OutputShard.isSpecial}, with its reference. */
  takeSole(): Packet {
    const packet = this.packets[0] ?? NOTHING;
    this.packets[0] = NOTHING;
    this.count = 0;
    return packet;
  }

  /** The call is over: gives the packets' references back, whether they were delivered or not, and forgets the rest. */
  clear(): void {
    for (let i = 0; i < this.count; i += 1) {
      this.packets[i]?.handle?.release();
      this.packets[i] = NOTHING;
    }
    this.count = 0;
    this.isSpecial = false;
    this.isClosed = this.stream.closed;
    this.explicitBound = Timestamp.Unset;
    this.boundIsLast = false;
  }

  #push(packet: Packet): void {
    const t = packet.timestamp;
    const type = this.stream.type;
    const { phase, inputTimestamp } = this.owner;
    // What holds for nearly every packet; what does not is looked into below.
    const usual =
      phase === 'process' &&
      !this.isClosed &&
      (t === inputTimestamp || Timestamp.isAllowedInStream(t)) &&
      (type === null || type.is(packet.value));
    if (!usual) {
      const problem = this.#problem(packet);
      if (problem !== undefined) {
        packet.handle?.releaseIfUnused();
        throw problem;
      }
    }
    if (packet.handle !== null) packet.handle.retain();
    if (this.count > 0 || t < inputTimestamp || t >= Timestamp.Max) this.isSpecial = true;
    this.packets[this.count] = packet;
    this.count += 1;
    this.boundIsLast = false;
  }

  #problem(packet: Packet): MillraceError | undefined {
    if (this.owner.phase === 'idle') return this.#lateError();
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
    return `stream "${this.stream.name}" of node "${this.owner.nodeName}"`;
  }
}
