/**
 * A point in stream time: integer microseconds, or one of the special values of {@link Timestamp}.
 *
 * Only differences matter; the epoch is the application's choice. Range values are the safe integers, so that
 * every comparison in the engine is one plain number comparison. Source: MediaPipe `framework/timestamp.h`.
 */
export type Timestamp = number;

const UNSET = -(2 ** 56);
const UNSTARTED = -(2 ** 55);
const PRE_STREAM = -(2 ** 54);
const MIN = Number.MIN_SAFE_INTEGER;
const MAX = Number.MAX_SAFE_INTEGER;
const POST_STREAM = 2 ** 54;
const ONE_OVER_POST_STREAM = 2 ** 55;
const DONE = 2 ** 56;

const NAMES = new Map<number, string>([
  [UNSET, 'Unset'],
  [UNSTARTED, 'Unstarted'],
  [PRE_STREAM, 'PreStream'],
  [MIN, 'Min'],
  [MAX, 'Max'],
  [POST_STREAM, 'PostStream'],
  [ONE_OVER_POST_STREAM, 'OneOverPostStream'],
  [DONE, 'Done'],
]);

/**
 * The special timestamps, in ascending order, and the arithmetic of stream time.
 *
 * `Min` and `Max` are special and range values at once. Sums saturate at them.
 *
 * @example
 * Timestamp.next(41); // 42
 * Timestamp.next(Timestamp.PostStream); // Timestamp.OneOverPostStream
 */
export const Timestamp = {
  /** Of side packets and headers: no place in a stream. */
  Unset: UNSET,
  /** Before a stream has started; the input timestamp during `open`. */
  Unstarted: UNSTARTED,
  /** Of the one packet that comes before all data. */
  PreStream: PRE_STREAM,
  /** The smallest range value. */
  Min: MIN,
  /** The largest range value. */
  Max: MAX,
  /** Of the one packet that comes after all data. */
  PostStream: POST_STREAM,
  /** As a bound: no packet can come any more, the stream is not closed yet. */
  OneOverPostStream: ONE_OVER_POST_STREAM,
  /** As a bound: the stream is closed; the input timestamp during `close`. */
  Done: DONE,
  /** Microseconds in one second. */
  perSecond: 1_000_000,

  /** True for the eight named values, `Min` and `Max` among them. */
  isSpecial: (t: Timestamp): boolean => NAMES.has(t),
  /** True for integers from `Min` to `Max`. */
  isRange: (t: Timestamp): boolean => Number.isSafeInteger(t),
  /** True for what a packet in a stream may carry: `PreStream`, a range value or `PostStream`. */
  isAllowedInStream: (t: Timestamp): boolean => Number.isSafeInteger(t) || t === PRE_STREAM || t === POST_STREAM,

  /**
   * The timestamp of a plain number of microseconds.
   * @throws RangeError if it is no safe integer or equals a special value (name those by `Timestamp.Min` …).
   */
  from(microseconds: number): Timestamp {
    if (!Number.isSafeInteger(microseconds)) {
      throw new RangeError(`timestamp ${microseconds}: not a safe integer of microseconds. Round it first.`);
    }
    if (NAMES.has(microseconds)) {
      throw new RangeError(
        `timestamp ${microseconds}: is the special value ${NAMES.get(microseconds)}. Use Timestamp.${NAMES.get(microseconds)}.`,
      );
    }
    return microseconds;
  },

  /** The timestamp nearest to a time in seconds. @throws RangeError outside the range of timestamps. */
  fromSeconds: (seconds: number): Timestamp => Timestamp.from(Math.round(seconds * 1_000_000)),

  /** `t + offset`, saturating at `Min` and `Max`. @throws RangeError unless `t` is a range value. */
  add(t: Timestamp, offset: number): Timestamp {
    if (!Timestamp.isRange(t)) {
      throw new RangeError(`timestamp ${Timestamp.format(t)}: no range value. Only range values can be shifted.`);
    }
    const sum = t + offset;
    return sum < MIN ? MIN : sum > MAX ? MAX : sum;
  },

  /** `a - b` in microseconds. @throws RangeError unless both are range values and the difference is a safe integer. */
  difference(a: Timestamp, b: Timestamp): number {
    const d = a - b;
    if (!Timestamp.isRange(a) || !Timestamp.isRange(b) || !Number.isSafeInteger(d)) {
      throw new RangeError(
        `timestamps ${Timestamp.format(a)} and ${Timestamp.format(b)}: no exact difference. Both must be range values that lie less than 2^53 apart.`,
      );
    }
    return d;
  },

  /** The smallest timestamp a packet may have after one at `t`; `OneOverPostStream` when there is none. */
  next: (t: Timestamp): Timestamp =>
    t >= MIN && t < MAX ? t + 1 : t < PRE_STREAM ? PRE_STREAM : t === DONE ? DONE : ONE_OVER_POST_STREAM,
  /** Whether a packet may follow one at `t`. */
  hasNext: (t: Timestamp): boolean => Number.isSafeInteger(t) && t !== MAX,
  /** The largest timestamp that is settled when `t` is the bound. */
  previous: (t: Timestamp): Timestamp => (t <= MIN || t === POST_STREAM ? UNSTARTED : t > MAX ? MAX : t - 1),

  /** `Timestamp.Min` style for special values, the bare integer for others. */
  format: (t: Timestamp): string => (NAMES.has(t) ? `Timestamp.${NAMES.get(t)}` : String(t)),
} as const;
