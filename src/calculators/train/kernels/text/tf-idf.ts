import { ngrams, tokenise } from './tokenise.ts';

/** A fitted vocabulary with the weight of each term. Plain data: goes into the export as it is. */
export interface TfIdf {
  /** Sorted by code unit. */
  readonly vocabulary: readonly string[];
  /** ln((1 + N) / (1 + df)) + 1. */
  readonly idf: readonly number[];
  readonly longest: number;
}

/** Learns the vocabulary of some documents. */
export function fitTfIdf(documents: readonly string[], longest = 1): TfIdf {
  const frequency = new Map<string, number>();
  for (const text of documents) {
    for (const term of new Set(ngrams(tokenise(text), longest))) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  }
  const vocabulary = [...frequency.keys()].sort();
  const idf = vocabulary.map(term => Math.log((1 + documents.length) / (1 + (frequency.get(term) ?? 0))) + 1);
  return { vocabulary, idf, longest };
}

/** The counts of known terms times their weights, scaled to length 1. A text without known terms is all zeros. */
export function applyTfIdf(fitted: TfIdf, text: string): Float64Array {
  const places = new Map(fitted.vocabulary.map((term, i) => [term, i]));
  const result = new Float64Array(fitted.vocabulary.length);
  for (const term of ngrams(tokenise(text), fitted.longest)) {
    const at = places.get(term);
    if (at !== undefined) result[at] = result[at]! + fitted.idf[at]!;
  }
  const length = Math.sqrt(result.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? result : result.map(value => value / length);
}
