import type { OutputPort } from '../calculator-context.ts';
import { MillraceError, PacketTypeError } from '../errors.ts';
import type { Handle, HandleRegistry } from '../handle-registry.ts';
import { Packet } from '../packet.ts';
import type { PacketType } from '../packet-type.ts';
import { Timestamp } from '../timestamp.ts';
import { describeValue } from './describe-value.ts';
import type { OutputChange } from './output-bound.ts';
import type { OutputStream } from './output-stream.ts';

/** The call an output belongs to, as far as its outputs need it. */
export interface ShardOwner {
  readonly inputTimestamp: Timestamp;
  readonly nodeName: string;
  /** Whether neither `open` nor `process` nor `close` runs right now. */
  readonly isIdle: boolean;
  /** Which of them runs, or is next. */
  readonly phase: 'open' | 'process' | 'close';
}

/**
 * One output of one call: gathers what the call sends until it has succeeded. Holds one reference of each packet.
 */
export class OutputShard implements OutputPort, OutputChange {
  readonly stream: OutputStream;
  /** Whether the stream was closed when the call began, or the call has closed it. */
  isClosed = false;
  /**
   * The packet of a call that sent one and did nothing else with this output, as most do: at the input timestamp or later,
   * so that the timestamp after it is all that follows for the bound.
   */
  sole: Packet | null = null;
  /** What a call sends that does more, or other. */
  private readonly several: Packet[] = [];
  /** Whether the next packet cannot be {@link OutputShard.sole}: the call has done something else, its time is special, or the stream is closed. */
  private isSpecial = false;
  explicitBound: Timestamp = Timestamp.Unset;
  /** Whether the last thing the call did was a bound, not a packet. */
  private boundIsLast = false;
  private readonly owner: ShardOwner;
  /** What values are checked against; `null` when every value is good. */
  private readonly type: PacketType | null;
  private readonly handles: HandleRegistry;

  constructor(stream: OutputStream, owner: ShardOwner, handles: HandleRegistry) {
    this.stream = stream;
    this.type = stream.type;
    this.owner = owner;
    this.handles = handles;
  }

  /** A call begins. Only for nodes with several calls: another one may have closed the stream meanwhile. */
  renew(): void {
    this.isClosed = this.stream.closed;
    if (this.isClosed) this.isSpecial = true;
  }

  /** What the call has sent so far. */
  get packets(): readonly Packet[] {
    return this.sole === null ? this.several : [this.sole];
  }

  get bound(): Timestamp {
    if (this.boundIsLast) return this.explicitBound;
    const last = this.lastPacket;
    return last === Timestamp.Unset ? this.stream.bound : Timestamp.next(last);
  }

  get lastPacket(): Timestamp {
    return this.packets.at(-1)?.timestamp ?? Timestamp.Unset;
  }

  /** The input timestamp has rules of its own for what follows it, as {@link OutputShard.sole} has not. */
  atSpecialTime(): void {
    this.isSpecial = true;
  }

  get nextTimestampBound(): Timestamp {
    return this.isClosed ? Timestamp.Done : this.bound;
  }

  emit(value: unknown, timestamp: Timestamp = this.owner.inputTimestamp): void {
    if (value === undefined) throw this.undefinedError();
    this.push(new Packet(timestamp, value, typeof value === 'object' ? this.handleOf(value) : null));
  }

  forward(packet: Packet, timestamp?: Timestamp): void {
    const sent = timestamp === undefined ? packet : packet.at(timestamp);
    if (sent.value === undefined) this.pushEmpty(sent);
    else this.push(sent);
  }

  setNextTimestampBound(bound: Timestamp): void {
    if (this.owner.isIdle) throw this.lateError();
    if (!Timestamp.isAllowedInStream(bound) && bound !== Timestamp.OneOverPostStream) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${this.where()}: ${Timestamp.format(bound)} cannot be a timestamp bound. Use a timestamp that a packet may have, or Timestamp.OneOverPostStream.`,
      );
    }
    this.doMore();
    this.boundIsLast = true;
    this.explicitBound = bound;
  }

  close(): void {
    if (this.owner.isIdle) throw this.lateError();
    this.doMore();
    this.isClosed = true;
  }

  setHeader(header: unknown): void {
    if (this.owner.isIdle || this.owner.phase !== 'open') {
      throw new MillraceError(
        'FAILED_PRECONDITION',
        `${this.where()}: the header was set after open. Set it in open, before the first packet.`,
      );
    }
    if (this.isClosed) {
      throw new MillraceError(
        'FAILED_PRECONDITION',
        `${this.where()}: the header was set on a closed stream. Set it before close().`,
      );
    }
    this.stream.header = header;
  }

  /** The call is over: gives the packets' references back, whether they were delivered or not, and forgets the rest. */
  clear(): void {
    this.doMore();
    for (let packet = this.several.shift(); packet !== undefined; packet = this.several.shift()) {
      packet.handle?.release();
    }
    this.isClosed = this.stream.closed;
    this.isSpecial = this.isClosed;
    this.explicitBound = Timestamp.Unset;
    this.boundIsLast = false;
  }

  /**
   * The packet to send for the value that a `map` has made of a packet, at its time: the same one, with its reference, if the
   * value is the same, else another with one of its own.
   *
   * @throws PacketTypeError if the stream does not take the value.
   */
  packetOf(value: unknown, from: Packet): Packet {
    const { type } = this;
    if (type !== null && !type.is(value)) throw this.typeError(type, value);
    if (value === from.value) return from;
    const packet = new Packet(from.timestamp, value, typeof value === 'object' ? this.handleOf(value) : null);
    if (packet.handle !== null) packet.handle.retain();
    return packet;
  }

  private push(packet: Packet): void {
    const { owner, type } = this;
    const t = packet.timestamp;
    // What holds for nearly every packet: that it may be sent, and that it can be the only one. `Max` has no
    // timestamp after it.
    if (
      !owner.isIdle &&
      !this.isSpecial &&
      this.sole === null &&
      (t === owner.inputTimestamp || (t > owner.inputTimestamp && Number.isSafeInteger(t + 1))) &&
      (type === null || type.is(packet.value))
    ) {
      if (packet.handle !== null) packet.handle.retain();
      this.sole = packet;
    } else this.pushOther(packet);
  }

  private pushEmpty(packet: Packet): void {
    this.setNextTimestampBound(Timestamp.next(packet.timestamp));
  }

  private pushOther(packet: Packet): void {
    const problem = this.problem(packet);
    if (problem !== undefined) {
      packet.handle?.releaseIfUnused();
      throw problem;
    }
    packet.handle?.retain();
    this.doMore();
    this.several.push(packet);
    this.boundIsLast = false;
  }

  /** The handle that counts who needs a value: the one it has, or a new one. */
  private handleOf(value: object | null): Handle | null {
    const { declared } = this.stream;
    if (declared.release === undefined) return this.handles.find(value);
    return declared.is(value) ? this.handles.track(declared, value) : null;
  }

  /** The call does more with this output than send one ordinary packet. */
  private doMore(): void {
    this.isSpecial = true;
    if (this.sole === null) return;
    this.several.push(this.sole);
    this.sole = null;
  }

  private problem(packet: Packet): MillraceError | undefined {
    if (this.owner.isIdle) return this.lateError();
    if (this.isClosed) {
      return new MillraceError(
        'FAILED_PRECONDITION',
        `${this.where()}: a packet was sent to a closed stream. Send before close().`,
      );
    }
    if (!Timestamp.isAllowedInStream(packet.timestamp)) {
      return new MillraceError(
        'INVALID_ARGUMENT',
        `${this.where()}: ${Timestamp.format(packet.timestamp)} is no timestamp of a packet. Use PreStream, an integer of microseconds, or PostStream.`,
      );
    }
    const { type } = this;
    if (type !== null && !type.is(packet.value)) {
      return this.typeError(type, packet.value);
    }
    return undefined;
  }

  private typeError(type: PacketType, value: unknown): PacketTypeError {
    return new PacketTypeError(
      `${this.where()}: takes ${type.name} but was sent ${describeValue(value)}. Send values of the declared type.`,
    );
  }

  private undefinedError(): TypeError {
    return new TypeError(`${this.where()}: emitted undefined. Emit null for "no value", or only move the bound.`);
  }

  private lateError(): MillraceError {
    return new MillraceError(
      'FAILED_PRECONDITION',
      `${this.where()}: used after the call had returned. Return a promise and send before it resolves.`,
    );
  }

  private where(): string {
    return `stream "${this.stream.name}" of node "${this.owner.nodeName}"`;
  }
}
