/** Which source samples each target sample covers along one axis. All arrays have one entry per target sample. */
export interface AreaSpans {
  /** The first source sample that is covered. */
  readonly start: Int32Array;
  /** How many source samples are touched, at least 1. */
  readonly count: Int32Array;
  /** Coverage of the first one, in (0, 1]. */
  readonly first: Float64Array;
  /** Coverage of the last one, in (0, 1]; equal to `first` when only one is touched. All between are covered fully. */
  readonly last: Float64Array;
}

/**
 * The boxes of area averaging: target sample `i` covers the source interval `[i*from/to, (i+1)*from/to)`.
 *
 * Works for any ratio; when enlarging, a box lies inside one or two source samples.
 */
export function areaSpans(from: number, to: number): AreaSpans {
  const start = new Int32Array(to);
  const count = new Int32Array(to);
  const first = new Float64Array(to);
  const last = new Float64Array(to);
  for (let i = 0; i < to; i++) {
    const a = (i * from) / to;
    const b = ((i + 1) * from) / to;
    const s = Math.floor(a);
    const e = Math.ceil(b);
    start[i] = s;
    count[i] = e - s;
    first[i] = e - s === 1 ? b - a : s + 1 - a;
    last[i] = e - s === 1 ? b - a : b - (e - 1);
  }
  return { start, count, first, last };
}
