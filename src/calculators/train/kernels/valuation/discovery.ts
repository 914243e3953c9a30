/** Row numbers by ascending value; rows of equal value keep their order. */
export function byValue(values: ArrayLike<number>): number[] {
  return Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b);
}

/** How fast noisy rows are found when rows are inspected from the lowest value on. */
export interface Discovery {
  /** The share of the noisy rows among the first floor((b + 1) n / bins) rows, per bin. */
  readonly found: readonly number[];
  /** The same for a perfect order. */
  readonly optimal: readonly number[];
  /** The area under `found` against the share inspected, by trapezoids from (0, 0). */
  readonly area: number;
}

/**
 * The discovery curve of a valuation. Ghorbani and Zou, 2019.
 *
 * @param rate - the share of noise that the perfect order assumes. Default: that of `noisy`.
 */
export function discoveryCurve(
  values: ArrayLike<number>,
  noisy: readonly number[],
  { bins = 20, rate }: { readonly bins?: number; readonly rate?: number | undefined } = {},
): Discovery {
  const n = values.length;
  const order = byValue(values);
  const wanted = new Set(noisy);
  const found = Array.from({ length: bins }, (_, b) => {
    const seen = order.slice(0, Math.floor(((b + 1) * n) / bins));
    return seen.filter(row => wanted.has(row)).length / wanted.size;
  });
  const optimal = found.map((_, b) => Math.min((b + 1) / bins / (rate ?? wanted.size / n), 1));
  const area = found.reduce((sum, share, b) => sum + (share + (found[b - 1] ?? 0)) / 2, 0) / bins;
  return { found, optimal, area };
}

/** The rows that are kept when the floor(b n / bins) lowest or highest values are removed, ascending. */
export function keptRows(values: ArrayLike<number>, remove: 'low' | 'high', b: number, bins = 20): number[] {
  const order = byValue(values);
  const count = Math.floor((b * values.length) / bins);
  const kept = remove === 'low' ? order.slice(count) : order.slice(0, values.length - count);
  return kept.sort((x, y) => x - y);
}
