/** How keypoints lie in a list of numbers. */
export interface KeypointLayout {
  /** 3: x, y and how sure the point is; 2: x and y. */
  readonly size: number;
  /** Points less sure than this are missing. */
  readonly smallestScore: number;
}

/**
 * Describes a pose wherever and however large it is seen: the keypoints from their middle, in units of their mean distance
 * to it. Missing points are 0; a pose without two different points is all zeros. Two numbers per keypoint.
 */
export function poseFeatures(keypoints: ArrayLike<number>, { size, smallestScore }: KeypointLayout): Float32Array {
  const count = Math.floor(keypoints.length / size);
  const known = Array.from({ length: count }, (_, i) => i).filter(i => {
    const [x, y] = [keypoints[i * size]!, keypoints[i * size + 1]!];
    return Number.isFinite(x) && Number.isFinite(y) && (size < 3 || keypoints[i * size + 2]! >= smallestScore);
  });
  const result = new Float32Array(2 * count);
  const middle = (axis: number): number =>
    known.reduce((sum, i) => sum + keypoints[i * size + axis]!, 0) / Math.max(1, known.length);
  const [cx, cy] = [middle(0), middle(1)];
  const distances = known.map(i => Math.hypot(keypoints[i * size]! - cx, keypoints[i * size + 1]! - cy));
  const scale = distances.reduce((a, b) => a + b, 0) / Math.max(1, known.length);
  if (scale === 0) return result;
  for (const i of known) {
    result[2 * i] = (keypoints[i * size]! - cx) / scale;
    result[2 * i + 1] = (keypoints[i * size + 1]! - cy) / scale;
  }
  return result;
}
