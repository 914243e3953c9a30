import type { Matrix } from '../matrix.ts';

/** Rows scaled to length 1, and the way back for their gradient. */
export interface UnitRows {
  readonly rows: Matrix;
  back(gradient: Float64Array): Float64Array;
}

/** Scales each row to Euclidean length 1; a row of zeros stays one, with gradient 0. */
export function unitRows(given: Matrix): UnitRows {
  const { rows, columns, data } = given;
  const unit = new Float64Array(data.length);
  const lengths = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    let square = 0;
    for (let i = r * columns; i < (r + 1) * columns; i++) square += data[i]! * data[i]!;
    lengths[r] = Math.sqrt(square);
    if (square > 0) for (let i = r * columns; i < (r + 1) * columns; i++) unit[i] = data[i]! / lengths[r]!;
  }
  return {
    rows: { rows, columns, data: unit },
    back(gradient) {
      const result = new Float64Array(gradient.length);
      for (let r = 0; r < rows; r++) {
        if (lengths[r] === 0) continue;
        let dot = 0;
        for (let i = r * columns; i < (r + 1) * columns; i++) dot += gradient[i]! * unit[i]!;
        for (let i = r * columns; i < (r + 1) * columns; i++) {
          result[i] = (gradient[i]! - dot * unit[i]!) / lengths[r]!;
        }
      }
      return result;
    },
  };
}
