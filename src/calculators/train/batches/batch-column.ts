import type { Matrix } from '../kernels/matrix.ts';
import { columnWidth, readColumn, readNumbers } from '../tables/read-column.ts';
import { takeColumn } from '../tables/take-rows.ts';
import type { Batch } from './batch.ts';

/** The numbers of a column for the rows of a batch, one row of the matrix each, and the shape of a row. */
export function batchNumbers(
  { table, rows }: Batch,
  name: string,
  where: string,
): { readonly matrix: Matrix; readonly shape: readonly number[] } {
  const column = readNumbers(table, name, where);
  const taken = takeColumn(column, rows);
  const data = taken.kind === 'number' ? taken.data : new Float64Array(0);
  return { matrix: { rows: rows.length, columns: columnWidth(column), data }, shape: column.shape };
}

/** The values of a column that tell rows apart: texts become their place in the order in which they first occur. */
export function batchLabels({ table, rows }: Batch, name: string, where: string): readonly number[] {
  const column = readColumn(table, name, where);
  if (column.kind === 'number') return rows.map(row => column.data[row] ?? Number.NaN);
  const places = new Map<string, number>();
  return rows.map(row => {
    const text = column.values[row] ?? '';
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  });
}
