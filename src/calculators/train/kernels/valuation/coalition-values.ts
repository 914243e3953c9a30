/** The worth of a set of rows, such as the accuracy of a model trained on them. Rows ascending. */
export type Utility = (rows: readonly number[]) => number;

/** What each row adds to all the others together. */
export function leaveOneOut(n: number, utility: Utility): number[] {
  const all = Array.from({ length: n }, (_, i) => i);
  const full = utility(all);
  return all.map(row => full - utility(all.filter(other => other !== row)));
}

/**
 * Shapley values from all 2^n coalitions: the mean of what a row adds, over all orders. For n up to about 20; the reference
 * of every estimate.
 */
export function exactShapley(n: number, utility: Utility): number[] {
  const weights = Array.from({ length: n }, (_, size) => 1 / (n * choose(n - 1, size)));
  return marginals(n, utility, size => weights[size]!);
}

/** Banzhaf values from all coalitions: the plain mean of what a row adds. Wang and Jia, 2023. */
export function exactBanzhaf(n: number, utility: Utility): number[] {
  return marginals(n, utility, () => 2 ** (1 - n));
}

function marginals(n: number, utility: Utility, weight: (size: number) => number): number[] {
  const worth = Float64Array.from({ length: 2 ** n }, (_, mask) =>
    utility(Array.from({ length: n }, (_, i) => i).filter(i => (mask >> i) & 1)),
  );
  return Array.from({ length: n }, (_, row) => {
    let sum = 0;
    for (let mask = 0; mask < worth.length; mask++) {
      if ((mask >> row) & 1) continue;
      sum += weight(bits(mask)) * (worth[mask | (1 << row)]! - worth[mask]!);
    }
    return sum;
  });
}

/**
 * Data Shapley by permutations: what each row adds to those before it, averaged. With `tolerance` a permutation ends early,
 * the rest adding 0, once its worth is that near to that of all rows. Ghorbani and Zou, 2019.
 */
export function permutationShapley(
  n: number,
  utility: Utility,
  permutations: Iterable<readonly number[]>,
  tolerance?: number,
): number[] {
  const sums = new Array<number>(n).fill(0);
  const empty = utility([]);
  const full = tolerance === undefined ? 0 : utility(Array.from({ length: n }, (_, i) => i));
  let count = 0;
  for (const order of permutations) {
    count++;
    let before = empty;
    const taken: number[] = [];
    for (const row of order) {
      if (tolerance !== undefined && Math.abs(full - before) <= tolerance) break;
      taken.push(row);
      const worth = utility(taken.slice().sort((a, b) => a - b));
      sums[row] = sums[row]! + worth - before;
      before = worth;
    }
  }
  return sums.map(sum => (count === 0 ? 0 : sum / count));
}

function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return result;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}
