import { Timestamp } from '../timestamp.ts';
import type { TimestampPolicy } from '../timestamp-policy.ts';

/** How many packets of a graph input had a timestamp that its stream could not take, by what was done with them. */
export interface TimestampCounts {
  readonly dropped: number;
  readonly clamped: number;
  /** Jumps of the source's clock that were bridged; the packets after them are shifted, and not counted. */
  readonly rebased: number;
}

/**
 * The timestamps of one graph input under one of the policies that go on after a bad one. Law: what
 * {@link InputTimestamps.admit} returns is a range value below `Max` and at or above the bound.
 */
export class InputTimestamps {
  dropped = 0;
  clamped = 0;
  rebased = 0;
  readonly #policy: Exclude<TimestampPolicy, 'error'>;
  /** What is added to the source's timestamps. */
  #offset = 0;
  #last: Timestamp = Timestamp.Unset;
  /** The distance of the last two packets that were in order. */
  #distance = 1;

  constructor(policy: Exclude<TimestampPolicy, 'error'>) {
    this.#policy = policy;
  }

  /**
   * The timestamp for a packet that its source says to be of `t`; `undefined`: it has to be dropped.
   *
   * @param bound - the smallest timestamp that the stream still takes.
   */
  admit(t: number, bound: Timestamp): Timestamp | undefined {
    const shifted = t + this.#offset;
    if (isMeasured(t) && isMeasured(shifted) && shifted >= bound) {
      if (this.#last !== Timestamp.Unset) this.#distance = shifted - this.#last;
      return this.#take(shifted);
    }
    const earliest = this.#earliest(bound);
    // Before the first packet nothing says where the stream is.
    if (this.#policy === 'drop' || earliest === undefined) {
      this.dropped += 1;
      return undefined;
    }
    if (this.#policy === 'clamp' || !isMeasured(t)) {
      this.clamped += 1;
      return this.#take(earliest);
    }
    const next = Math.max(earliest, this.#last === Timestamp.Unset ? earliest : this.#last + this.#distance);
    const target = isMeasured(next) ? next : earliest;
    this.rebased += 1;
    this.#offset = target - t;
    return this.#take(target);
  }

  /** The bound for what the source says to be one; `undefined`: it says nothing new, or nothing that can be. */
  admitBound(t: number, bound: Timestamp): Timestamp | undefined {
    if (t === Timestamp.OneOverPostStream) return t > bound ? t : undefined;
    const shifted = t + this.#offset;
    return isMeasured(t) && isMeasured(shifted) && shifted > bound ? shifted : undefined;
  }

  #take(t: Timestamp): Timestamp {
    this.#last = t;
    return t;
  }

  #earliest(bound: Timestamp): Timestamp | undefined {
    return isMeasured(bound) && bound > Timestamp.Min ? bound : undefined;
  }
}

/** What a clock can say: any range value that another one can follow. */
const isMeasured = (t: number): boolean => Number.isSafeInteger(t) && t > Timestamp.Min && t < Timestamp.Max;
