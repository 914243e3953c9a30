import type { Matrix } from '../matrix.ts';

/** The share of each class among the k examples nearest by cosine, the lower index first among equals. */
export function knnConfidences(
  examples: Matrix,
  labels: ArrayLike<number>,
  query: ArrayLike<number>,
  k: number,
  classes: number,
): number[] {
  const d = examples.columns;
  const cosines = Array.from({ length: examples.rows }, (_, i) => {
    let [dot, square] = [0, 0];
    for (let c = 0; c < d; c++) {
      dot += examples.data[i * d + c]! * query[c]!;
      square += examples.data[i * d + c]! ** 2;
    }
    // The query's own length scales all alike.
    return square === 0 ? 0 : dot / Math.sqrt(square);
  });
  const near = cosines
    .map((_, i) => i)
    .sort((a, b) => cosines[b]! - cosines[a]! || a - b)
    .slice(0, k);
  const votes = new Array<number>(classes).fill(0);
  for (const row of near) votes[labels[row]!] = votes[labels[row]!]! + 1;
  return votes.map(count => (near.length === 0 ? 0 : count / near.length));
}
