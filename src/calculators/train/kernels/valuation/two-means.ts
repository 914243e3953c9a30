import { byValue } from './discovery.ts';

/** The exact two-means split of numbers on a line: how many of the lowest form the lower cluster. 0 for fewer than two. */
export function twoMeansSplit(values: ArrayLike<number>): number {
  const sorted = Array.from(values).sort((a, b) => a - b);
  const n = sorted.length;
  const total = sorted.reduce((sum, value) => sum + value, 0);
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  let below = 0;
  // The squares' sum is fixed: the least scatter is the largest sum of n_i mean_i^2.
  for (let split = 1; split < n; split++) {
    below += sorted[split - 1]!;
    const between = (below * below) / split + (total - below) ** 2 / (n - split);
    if (between > most) {
      most = between;
      best = split;
    }
  }
  return best;
}

/** The F1 of calling the lower cluster noisy. Jiang et al., OpenDataVal, 2023. */
export function noisyF1(values: ArrayLike<number>, noisy: readonly number[]): number {
  const called = new Set(byValue(values).slice(0, twoMeansSplit(values)));
  const hits = noisy.filter(row => called.has(row)).length;
  return called.size + noisy.length === 0 ? 0 : (2 * hits) / (called.size + noisy.length);
}
