/**
 * The area under the ROC curve: the probability that a positive scores above a negative, ties counted half (Mann-Whitney).
 * NaN when one class is missing.
 */
export function auc(scores: ArrayLike<number>, labels: ArrayLike<number>, weights?: ArrayLike<number>): number {
  const order = byScore(scores);
  let below = 0;
  let area = 0;
  let positives = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let up = 0;
    let down = 0;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) {
      const w = weights?.[order[end]!] ?? 1;
      if (labels[order[end]!]! > 0.5) up += w;
      else down += w;
      end++;
    }
    area += up * (below + down / 2);
    below += down;
    positives += up;
    start = end;
  }
  return positives === 0 || below === 0 ? Number.NaN : area / (positives * below);
}

/** The ROC curve from (0, 0) to (1, 1): false and true positive rate at each threshold, the highest first. */
export function rocCurve(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): readonly { readonly fpr: number; readonly tpr: number; readonly threshold: number }[] {
  const order = byScore(scores).reverse();
  let positives = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i]! > 0.5) positives++;
  const negatives = labels.length - positives;
  const points: { fpr: number; tpr: number; threshold: number }[] = [];
  let [tp, fp] = [0, 0];
  order.forEach((row, place) => {
    if (labels[row]! > 0.5) tp++;
    else fp++;
    const next = order[place + 1];
    if (next !== undefined && scores[next] === scores[row]) return;
    points.push({ fpr: fp / negatives, tpr: tp / positives, threshold: scores[row]! });
  });
  return points;
}

/** The smallest observed score t such that the share of negatives with a score above t is at most `target`, and that share. */
export function thresholdAtFpr(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  target: number,
): { readonly threshold: number; readonly fpr: number } {
  const observed = Array.from(scores).sort((a, b) => a - b);
  const negatives = Array.from(scores)
    .filter((_, i) => labels[i]! <= 0.5)
    .sort((a, b) => a - b);
  // Shares fall as thresholds rise: the first that fits is found by halving.
  const shareAbove = (t: number): number => {
    let [low, high] = [0, negatives.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (negatives[middle]! > t) high = middle;
      else low = middle + 1;
    }
    return negatives.length === 0 ? 0 : (negatives.length - low) / negatives.length;
  };
  let [low, high] = [0, observed.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (shareAbove(observed[middle]!) <= target) high = middle;
    else low = middle + 1;
  }
  const threshold = observed[low] ?? Number.NaN;
  return { threshold, fpr: shareAbove(threshold) };
}

/** Row numbers by ascending score. */
function byScore(scores: ArrayLike<number>): number[] {
  return Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
}
