/** What a quality index is computed from: one row per person, one column per aspect, in 0..1. */
export interface QualityInput {
  readonly aspects: readonly string[];
  /** Of each aspect; sum 1 for an index in 0..100. */
  readonly weights: readonly number[];
  /** Ratings per person. */
  readonly counts: readonly number[];
  readonly means: readonly (readonly number[])[];
  /** How many ratings the prior counts for. */
  readonly priorStrength: number;
}

/** The index with all that it rests on. */
export interface QualityIndex {
  readonly shrunk: readonly (readonly number[])[];
  /** 0..100. */
  readonly index: readonly number[];
  /** Persons by falling index, the lower number first among equals. */
  readonly order: readonly number[];
  /** The share, in per cent, of the others who lie strictly below. */
  readonly percentile: readonly number[];
  /** Up to two aspects furthest below the prior, the furthest first. */
  readonly suggestions: readonly (readonly string[])[];
}

/** Bayesian shrinkage of each aspect, (n mean + m prior) / (n + m), towards the plain mean over persons; weighed to one index. */
export function qualityIndex(input: QualityInput): QualityIndex {
  const { aspects, weights, counts, means, priorStrength: m } = input;
  const prior = aspects.map((_, a) => means.reduce((sum, row) => sum + row[a]!, 0) / means.length);
  const shrunk = means.map((row, p) => row.map((mean, a) => (counts[p]! * mean + m * prior[a]!) / (counts[p]! + m)));
  const index = shrunk.map(row => 100 * row.reduce((sum, value, a) => sum + value * weights[a]!, 0));
  return {
    shrunk,
    index,
    order: index.map((_, p) => p).sort((a, b) => index[b]! - index[a]! || a - b),
    percentile: index.map(mine =>
      index.length < 2 ? 0 : (100 * index.filter(other => other < mine).length) / (index.length - 1),
    ),
    suggestions: shrunk.map(row =>
      row
        .map((value, a) => ({ aspect: aspects[a]!, gap: prior[a]! - value }))
        .filter(one => one.gap > 0)
        .sort((x, y) => y.gap - x.gap)
        .slice(0, 2)
        .map(one => one.aspect),
    ),
  };
}
