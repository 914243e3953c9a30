/** Intersection over union of two masks cut at `threshold`; two empty masks agree fully. */
export function intersectionOverUnion(predicted: ArrayLike<number>, truth: ArrayLike<number>, threshold = 0.5): number {
  let [both, either] = [0, 0];
  for (let i = 0; i < truth.length; i++) {
    const [a, b] = [predicted[i]! > threshold, truth[i]! > threshold];
    if (a && b) both++;
    if (a || b) either++;
  }
  return either === 0 ? 1 : both / either;
}
