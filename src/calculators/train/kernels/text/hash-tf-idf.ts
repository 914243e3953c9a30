import { hashText } from './hash-text.ts';

/** How hashed n-grams are weighed. Plain data: goes into the export as it is. */
export interface HashTfIdf {
  /** Of each place: ln((1 + N) / (1 + df)) + 1. */
  readonly idf: readonly number[];
  readonly longest: number;
}

/** Learns in how many documents each place of the hash occurs. */
export function fitHashTfIdf(documents: readonly string[], size: number, longest: number): HashTfIdf {
  const frequency = new Float64Array(size);
  for (const text of documents) {
    for (const [at, count] of hashText(text, size, longest).entries())
      if (count !== 0) frequency[at] = frequency[at]! + 1;
  }
  return { idf: Array.from(frequency, df => Math.log((1 + documents.length) / (1 + df)) + 1), longest };
}

/** The signed counts of hashed n-grams times their weights, scaled to length 1. A text without words is all zeros. */
export function applyHashTfIdf({ idf, longest }: HashTfIdf, text: string): Float64Array {
  const result = hashText(text, idf.length, longest);
  let square = 0;
  for (let i = 0; i < result.length; i++) {
    if (result[i] === 0) continue;
    result[i] = result[i]! * idf[i]!;
    square += result[i]! ** 2;
  }
  if (square === 0) return result;
  const scale = 1 / Math.sqrt(square);
  for (let i = 0; i < result.length; i++) result[i] = result[i]! * scale;
  return result;
}
