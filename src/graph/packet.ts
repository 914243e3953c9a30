import type { Handle } from './handle-registry.ts';
import { Timestamp } from './timestamp.ts';

/**
 * An immutable value with a timestamp. An empty packet has a timestamp and no value (`value === undefined`; `null` is
 * a value like any other).
 *
 * Values that hold memory are counted: the engine retains a packet for each consumer of its stream and releases it
 * after each. Code that keeps a packet beyond the call it was handed to calls {@link Packet.retain} and, later,
 * {@link Packet.release}.
 */
export class Packet<T = unknown> {
  /** Where in the stream the value is. */
  readonly timestamp: Timestamp;
  /** The value; `undefined` in an empty packet. */
  readonly value: T | undefined;
  /** @internal The reference count of a releasable value. */
  readonly handle: Handle | null;

  constructor(timestamp: Timestamp, value: T | undefined, handle: Handle | null = null) {
    this.timestamp = timestamp;
    this.value = value;
    this.handle = handle;
  }

  /** A packet without a value: "nothing at `timestamp`". */
  static empty(timestamp: Timestamp): Packet<never> {
    return new Packet<never>(timestamp, undefined);
  }

  /** Whether there is no value. */
  get isEmpty(): boolean {
    return this.value === undefined;
  }

  /** The same value at another time. Both packets share one reference count. */
  at(timestamp: Timestamp): Packet<T> {
    return timestamp === this.timestamp ? this : new Packet(timestamp, this.value, this.handle);
  }

  /** Keeps the value alive until {@link Packet.release}. Returns the packet. */
  retain(): this {
    this.handle?.retain();
    return this;
  }

  /** Drops one {@link Packet.retain}. */
  release(): void {
    this.handle?.release();
  }

  /** `value@timestamp`, for messages. */
  toString(): string {
    return `${this.isEmpty ? 'empty' : String(this.value)}@${Timestamp.format(this.timestamp)}`;
  }
}
