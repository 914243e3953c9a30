import type { Matrix } from '../matrix.ts';

/** How well references of the right label are found. */
export interface RetrievalMetrics {
  /** The rank, from 1, of the first reference of each query's label; Infinity if there is none. */
  readonly first_hit_ranks: readonly number[];
  readonly mrr: number;
  readonly median_rank: number;
  /** The share of queries whose first hit lies within k, by k. */
  readonly recall: ReadonlyMap<number, number>;
}

/** Ranks references by inner product, the higher first, the lower index first among equals. */
export function retrieval(
  queries: Matrix,
  queryLabels: ArrayLike<number>,
  references: Matrix,
  referenceLabels: ArrayLike<number>,
  ks: readonly number[] = [1, 5, 10],
): RetrievalMetrics {
  const d = queries.columns;
  const ranks = Array.from({ length: queries.rows }, (_, q) => {
    const scores = Array.from({ length: references.rows }, (_, r) => {
      let sum = 0;
      for (let c = 0; c < d; c++) sum += queries.data[q * d + c]! * references.data[r * d + c]!;
      return sum;
    });
    const order = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);
    const place = order.findIndex(r => referenceLabels[r] === queryLabels[q]);
    return place < 0 ? Number.POSITIVE_INFINITY : place + 1;
  });
  const n = ranks.length;
  const sorted = ranks.slice().sort((a, b) => a - b);
  return {
    first_hit_ranks: ranks,
    mrr: ranks.reduce((sum, rank) => sum + 1 / rank, 0) / n,
    median_rank: ((sorted[(n - 1) >> 1] ?? Number.NaN) + (sorted[n >> 1] ?? Number.NaN)) / 2,
    recall: new Map(ks.map(k => [k, ranks.filter(rank => rank <= k).length / n])),
  };
}

/** Precision of ranked neighbours against the number of right ones there are. Musgrave et al., 2020. */
export interface NeighbourPrecision {
  readonly precision_at_1: number;
  readonly r_precision: number;
  readonly map_at_r: number;
  readonly mean_average_precision: number;
}

/**
 * Measures ranked neighbours of queries by label. A query whose label no reference has counts not.
 *
 * @param counts - references per label; with `includesQuery` each query itself is among them and does not count.
 */
export function neighbourPrecision(
  queryLabels: readonly number[],
  neighbours: readonly (readonly number[])[],
  counts: ReadonlyMap<number, number>,
  includesQuery = false,
): NeighbourPrecision {
  const totals = { precision_at_1: 0, r_precision: 0, map_at_r: 0, mean_average_precision: 0 };
  let queries = 0;
  queryLabels.forEach((label, q) => {
    const r = (counts.get(label) ?? 0) - (includesQuery ? 1 : 0);
    if (r <= 0) return;
    queries++;
    let hits = 0;
    let precisions = 0;
    let precisionsToR = 0;
    let hitsToR = 0;
    (neighbours[q] ?? []).forEach((other, place) => {
      if (other !== label) return;
      hits++;
      precisions += hits / (place + 1);
      if (place < r) {
        hitsToR = hits;
        precisionsToR += hits / (place + 1);
      }
    });
    totals.precision_at_1 += neighbours[q]?.[0] === label ? 1 : 0;
    totals.r_precision += hitsToR / r;
    totals.map_at_r += precisionsToR / r;
    totals.mean_average_precision += precisions / r;
  });
  const mean = (sum: number): number => (queries === 0 ? Number.NaN : sum / queries);
  return {
    precision_at_1: mean(totals.precision_at_1),
    r_precision: mean(totals.r_precision),
    map_at_r: mean(totals.map_at_r),
    mean_average_precision: mean(totals.mean_average_precision),
  };
}
