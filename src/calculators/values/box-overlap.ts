/** A box in shares of the picture's width and height. */
export interface RelativeBox {
  readonly xmin: number;
  readonly ymin: number;
  readonly width: number;
  readonly height: number;
}

/** What the common area of two boxes is divided by: see {@link boxOverlap}. */
export type BoxOverlap = 'JACCARD' | 'MODIFIED_JACCARD' | 'INTERSECTION_OVER_UNION';

/**
 * How much two boxes overlap, 0 to 1: their common area divided by that of the rectangle around both (JACCARD), of the
 * second (MODIFIED_JACCARD), or of both together. 0 where they do not meet.
 *
 * Source: MediaPipe `calculators/util/non_max_suppression_calculator.cc`.
 */
export function boxOverlap(type: BoxOverlap, a: RelativeBox, b: RelativeBox): number {
  const common = extent(a.xmin, a.width, b.xmin, b.width) * extent(a.ymin, a.height, b.ymin, b.height);
  if (common === 0) return 0;
  const areas = { a: a.width * a.height, b: b.width * b.height };
  if (type === 'MODIFIED_JACCARD') return common / areas.b;
  if (type === 'INTERSECTION_OVER_UNION') return common / (areas.a + areas.b - common);
  const width = Math.max(a.xmin + a.width, b.xmin + b.width) - Math.min(a.xmin, b.xmin);
  const height = Math.max(a.ymin + a.height, b.ymin + b.height) - Math.min(a.ymin, b.ymin);
  return common / (width * height);
}

/** The length that two stretches of a line have in common. */
const extent = (a: number, aLength: number, b: number, bLength: number): number =>
  Math.max(0, Math.min(a + aLength, b + bLength) - Math.max(a, b));
