/** Numbers in rows: row-major, `rows * columns` of them. One row per example. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array | Float64Array | Uint8Array;
}

/** A matrix of zeros in double precision. */
export function zeros(rows: number, columns: number): Matrix {
  return { rows, columns, data: new Float64Array(rows * columns) };
}

/** A matrix from rows of equal length. @throws RangeError for rows of different lengths. */
export function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  const columns = rows[0]?.length ?? 0;
  if (rows.some(row => row.length !== columns)) {
    throw new RangeError('matrixOf: the rows differ in length. Give rows of one length.');
  }
  return { rows: rows.length, columns, data: Float64Array.from(rows.flat()) };
}

/** The rows as lists. */
export function rowsOf({ rows, columns, data }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
}
