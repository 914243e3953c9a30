/** The spread of repeated measurements, in the unit that was measured. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Median, least and greatest of some figures. @throws RangeError for none. */
export function spread(figures: readonly number[]): Spread {
  const sorted = [...figures].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1];
  const min = sorted[0];
  const max = sorted.at(-1);
  if (median === undefined || min === undefined || max === undefined) {
    throw new RangeError('spread: no figures. Measure at least once.');
  }
  return { median, min, max };
}

/**
 * Runs two things in turn (A B A B …), so that a machine whose speed drifts treats both alike, and gives the
 * milliseconds of each. So many uncounted rounds as `warmUp` says come before. `ratio` is the median of peer / ours of single rounds: what two
 * neighbours share, however slow the machine is at the moment, cancels out.
 */
export async function alternate(
  ours: () => void | Promise<void>,
  peer: () => void | Promise<void>,
  rounds: number,
  warmUp = 1,
): Promise<{ readonly ours: Spread; readonly peer: Spread; readonly ratio: number }> {
  const a: number[] = [];
  const b: number[] = [];
  for (let round = -warmUp; round < rounds; round++) {
    const t0 = performance.now();
    await ours();
    const t1 = performance.now();
    await peer();
    const t2 = performance.now();
    if (round < 0) continue;
    a.push(t1 - t0);
    b.push(t2 - t1);
  }
  const ratios = a.map((mine, round) => (b[round] ?? mine) / mine);
  return { ours: spread(a), peer: spread(b), ratio: spread(ratios).median };
}
