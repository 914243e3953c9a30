/**
 * Round numbers, 1, 2 or 5 times a power of ten apart, that enclose an interval: four to eight of them. An empty or
 * unbounded interval counts as 0..1, one of a single value is widened.
 */
export function niceTicks(low: number, high: number): number[] {
  if (!Number.isFinite(low) || !Number.isFinite(high) || low > high) return niceTicks(0, 1);
  if (low === high) return low === 0 ? niceTicks(-1, 1) : niceTicks(low - Math.abs(low) / 2, high + Math.abs(high) / 2);
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find(one => one * power >= rough * (1 - 1e-9)) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  // A product, not a running sum: no crumbs of rounding in the labels.
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}
