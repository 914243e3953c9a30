import type { OutputPort } from '../calculator-context.ts';
import { MillraceError, PacketTypeError } from '../errors.ts';
import type { Handle, HandleRegistry } from '../handle-registry.ts';
import { Packet } from '../packet.ts';
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
  /** Whether the call has done something after which there is no {@link OutputShard.sole} packet. */
  private isSpecial = false;
  explicitBound: Timestamp = Timestamp.Unset;
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

  get nextTimestampBound(): Timestamp {
    return this.isClosed ? Timestamp.Done : this.bound;
  }

  emit(value: unknown, timestamp: Timestamp = this.owner.inputTimestamp): void {
    if (value === undefined) throw this.#undefinedError();
    this.#push(new Packet(timestamp, value, typeof value === 'object' ? this.#handleOf(value) : null));
  }

  forward(packet: Packet, timestamp: Timestamp = packet.timestamp): void {
    if (packet.value === undefined) this.setNextTimestampBound(Timestamp.next(timestamp));
    else this.#push(packet.timestamp === timestamp ? packet : packet.at(timestamp));
  }

  setNextTimestampBound(bound: Timestamp): void {
    if (this.owner.isIdle) throw this.#lateError();
    if (!Timestamp.isAllowedInStream(bound) && bound !== Timestamp.OneOverPostStream) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${this.#where()}: ${Timestamp.format(bound)} cannot be a timestamp bound. Use a timestamp that a packet may have, or Timestamp.OneOverPostStream.`,
      );
    }
    this.#doMore();
    this.boundIsLast = true;
    this.explicitBound = bound;
  }

  close(): void {
    if (this.owner.isIdle) throw this.#lateError();
    this.#doMore();
    this.isClosed = true;
  }

  setHeader(header: unknown): void {
    if (this.owner.isIdle || this.owner.phase !== 'open') {
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

  /** The call is over: gives the packets' references back, whether they were delivered or not, and forgets the rest. */
  clear(): void {
    this.#doMore();
    for (let packet = this.several.shift(); packet !== undefined; packet = this.several.shift()) {
      packet.handle?.release();
    }
    this.isSpecial = false;
    this.isClosed = this.stream.closed;
    this.explicitBound = Timestamp.Unset;
    this.boundIsLast = false;
  }

  #push(packet: Packet): void {
    const { owner } = this;
    const t = packet.timestamp;
    const { type } = this.stream;
    // What holds for nearly every packet; what does not is looked into below.
    if (
      owner.isIdle ||
      this.isClosed ||
      (t !== owner.inputTimestamp && !Timestamp.isAllowedInStream(t)) ||
      (type !== null && !type.is(packet.value))
    ) {
      this.#check(packet);
    }
    if (packet.handle !== null) packet.handle.retain();
    // PreStream, Max and PostStream have rules of their own for what follows them.
    if (this.sole === null && !this.isSpecial && t >= owner.inputTimestamp && Number.isSafeInteger(t + 1)) {
      this.sole = packet;
    } else this.#pushMore(packet);
  }

  #pushMore(packet: Packet): void {
    this.#doMore();
    this.several.push(packet);
    this.boundIsLast = false;
  }

  /** The handle that counts who needs a value: the one it has, or a new one. */
  #handleOf(value: object | null): Handle | null {
    const { declared } = this.stream;
    if (declared.release === undefined) return this.handles.find(value);
    return declared.is(value) ? this.handles.track(declared, value) : null;
  }

  /** The call does more with this output than send one ordinary packet. */
  #doMore(): void {
    this.isSpecial = true;
    if (this.sole === null) return;
    this.several.push(this.sole);
    this.sole = null;
  }

  /** @throws MillraceError when the packet may not be sent; its value is given back. */
  #check(packet: Packet): void {
    const problem = this.#problem(packet);
    if (problem === undefined) return;
    packet.handle?.releaseIfUnused();
    throw problem;
  }

  #problem(packet: Packet): MillraceError | undefined {
    if (this.owner.isIdle) return this.#lateError();
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

  #undefinedError(): TypeError {
    return new TypeError(`${this.#where()}: emitted undefined. Emit null for "no value", or only move the bound.`);
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
