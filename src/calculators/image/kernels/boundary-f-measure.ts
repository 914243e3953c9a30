import { checkPlane, checkSameSize } from './check-pixels.ts';
import type { FloatPlane } from './pixels.ts';

/** How well the contours of two masks agree. */
export interface BoundaryFMeasure {
  /** The share of predicted boundary pixels within reach of a true one. */
  readonly precision: number;
  /** The share of true boundary pixels within reach of a predicted one. */
  readonly recall: number;
  /** Their harmonic mean, 0 when both are 0. */
  readonly f: number;
}

/** The reach in pixels: `tolerance` itself from 1 on, else `ceil(tolerance * diagonal)`. */
export function boundaryRadius(width: number, height: number, tolerance: number): number {
  return tolerance >= 1 ? tolerance : Math.ceil(tolerance * Math.hypot(width, height));
}

/**
 * The boundary F-measure of the DAVIS evaluation (Perazzi et al. 2016), masks binarised at `threshold`.
 *
 * A boundary pixel differs from its right, lower or lower-right neighbour (last row: right only; last column: lower
 * only; the last pixel never). Two match within a disk of `boundaryRadius`. Without predicted boundary precision
 * is 1 and recall 0; without true boundary the other way round; without either both are 1.
 *
 * @throws RangeError when data does not fit its size, or sizes differ.
 */
export function boundaryFMeasure(
  predicted: FloatPlane,
  truth: FloatPlane,
  tolerance = 0.008,
  threshold = 0.5,
): BoundaryFMeasure {
  checkPlane('boundaryFMeasure', 'predicted', predicted);
  checkPlane('boundaryFMeasure', 'truth', truth);
  checkSameSize('boundaryFMeasure', 'predicted and truth', predicted, truth);
  const { width, height } = predicted;
  const reach = boundaryRadius(width, height, tolerance);
  const ours = boundary(predicted, threshold);
  const theirs = boundary(truth, threshold);
  let precision: number;
  let recall: number;
  if (ours.length === 0 || theirs.length === 0) {
    precision = theirs.length > 0 || ours.length === 0 ? 1 : 0;
    recall = ours.length > 0 || theirs.length === 0 ? 1 : 0;
  } else {
    precision = share(ours, dilated(theirs, width, height, reach));
    recall = share(theirs, dilated(ours, width, height, reach));
  }
  return { precision, recall, f: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

/** Indexes of the boundary pixels. */
function boundary(mask: FloatPlane, threshold: number): number[] {
  const { width, height, data } = mask;
  const inside = (x: number, y: number): boolean => data[y * width + x]! >= threshold;
  const found: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const here = inside(x, y);
      const right = x + 1 < width;
      const below = y + 1 < height;
      if (
        (right && inside(x + 1, y) !== here) ||
        (below && inside(x, y + 1) !== here) ||
        (right && below && inside(x + 1, y + 1) !== here)
      ) {
        found.push(y * width + x);
      }
    }
  }
  return found;
}

/** A map with every pixel within `reach` of a point set to 1. */
function dilated(points: readonly number[], width: number, height: number, reach: number): Uint8Array {
  const map = new Uint8Array(width * height);
  const whole = Math.floor(reach);
  for (const point of points) {
    const px = point % width;
    const py = (point - px) / width;
    for (let dy = -whole; dy <= whole; dy++) {
      const y = py + dy;
      if (y < 0 || y >= height) continue;
      const half = Math.floor(Math.sqrt(reach * reach - dy * dy));
      map.fill(1, y * width + Math.max(0, px - half), y * width + Math.min(width - 1, px + half) + 1);
    }
  }
  return map;
}

function share(points: readonly number[], map: Uint8Array): number {
  let hits = 0;
  for (const point of points) hits += map[point]!;
  return hits / points.length;
}
