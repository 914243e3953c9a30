/** Normalised discounted cumulative gain of the first k, gains 2^relevance - 1. Järvelin and Kekäläinen, 2002. */
export function ndcg(scores: ArrayLike<number>, relevance: ArrayLike<number>, k: number): number {
  const gain = (order: readonly number[]): number =>
    order.slice(0, k).reduce((sum, row, place) => sum + (2 ** relevance[row]! - 1) / Math.log2(place + 2), 0);
  const rows = Array.from({ length: scores.length }, (_, i) => i);
  const best = gain(rows.slice().sort((a, b) => relevance[b]! - relevance[a]! || a - b));
  return best === 0 ? 0 : gain(rows.sort((a, b) => scores[b]! - scores[a]! || a - b)) / best;
}

/** Kendall's tau-b: agreement of two orders, corrected for ties. NaN where one is constant. */
export function kendallTau(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [agree, tiesA, tiesB, pairs] = [0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = i + 1; j < a.length; j++) {
      const [x, y] = [Math.sign(a[i]! - a[j]!), Math.sign(b[i]! - b[j]!)];
      pairs++;
      agree += x * y;
      if (x === 0) tiesA++;
      if (y === 0) tiesB++;
    }
  }
  return agree / Math.sqrt((pairs - tiesA) * (pairs - tiesB));
}

/** Spearman's rho: the correlation of the ranks, equal values sharing their mean rank. */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (a.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xy += (x[i]! - mean) * (y[i]! - mean);
    xx += (x[i]! - mean) ** 2;
    yy += (y[i]! - mean) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

/** The share of pairs of different relevance that scores put in the right order; equal scores count half. */
export function pairwiseAccuracy(scores: ArrayLike<number>, relevance: ArrayLike<number>): number {
  let [right, pairs] = [0, 0];
  for (let i = 0; i < scores.length; i++) {
    for (let j = 0; j < scores.length; j++) {
      if (!(relevance[i]! > relevance[j]!)) continue;
      pairs++;
      right += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0;
    }
  }
  return pairs === 0 ? Number.NaN : right / pairs;
}

function ranks(values: ArrayLike<number>): number[] {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((p, q) => values[p]! - values[q]!);
  const result = new Array<number>(values.length).fill(0);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) result[order[i]!] = (start + end + 1) / 2;
    start = end;
  }
  return result;
}
