/** The two source samples that each target sample lies between along one axis. One entry per target sample. */
export interface LinearSpans {
  readonly low: Int32Array;
  /** `low + 1`, or `low` at the end. */
  readonly high: Int32Array;
  /** The weight of `high`, in [0, 1). */
  readonly fraction: Float64Array;
}

/** Bilinear sample positions with half-pixel centres, clamped: `(i + 0.5) * from / to - 0.5`. */
export function linearSpans(from: number, to: number): LinearSpans {
  const low = new Int32Array(to);
  const high = new Int32Array(to);
  const fraction = new Float64Array(to);
  for (let i = 0; i < to; i++) {
    const position = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    const whole = Math.floor(position);
    low[i] = whole;
    high[i] = Math.min(from - 1, whole + 1);
    fraction[i] = position - whole;
  }
  return { low, high, fraction };
}
