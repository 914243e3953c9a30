/** A straight line through points, by least squares. */
export interface LinearFit {
  readonly offset: number;
  readonly slope: number;
  /** The share of the variance of `y` that the line explains: 1 for points on a line. */
  readonly r2: number;
}

/** Fits `y = offset + slope * x`. @throws RangeError for fewer than two different `x`. */
export function linearFit(points: readonly (readonly [x: number, y: number])[]): LinearFit {
  const n = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const xx = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  if (!(xx > 0)) throw new RangeError(`linearFit: ${n} points of one x have no line. Give two that differ.`);
  const xy = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const slope = xy / xx;
  const offset = meanY - slope * meanX;
  const total = points.reduce((sum, [, y]) => sum + (y - meanY) ** 2, 0);
  const rest = points.reduce((sum, [x, y]) => sum + (y - offset - slope * x) ** 2, 0);
  return { offset, slope, r2: total === 0 ? 1 : 1 - rest / total };
}
