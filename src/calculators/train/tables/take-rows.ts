import { columnWidth } from './read-column.ts';
import type { Column, Table } from './table.ts';

/** Some rows of a table, in the order given; a row may occur more than once. */
export function takeRows(table: Table, rows: readonly number[]): Table {
  return {
    rows: rows.length,
    columns: new Map([...table.columns].map(([name, column]) => [name, takeColumn(column, rows)])),
  };
}

/** Some rows of one column. */
export function takeColumn(column: Column, rows: readonly number[]): Column {
  if (column.kind === 'text') return { kind: 'text', values: rows.map(row => column.values[row] ?? '') };
  const width = columnWidth(column);
  const make = column.data instanceof Float32Array ? Float32Array : Float64Array;
  const data = new make(rows.length * width);
  // Most columns are single numbers: without a view for each row.
  if (width === 1) for (let i = 0; i < rows.length; i++) data[i] = column.data[rows[i] ?? 0] ?? 0;
  else
    rows.forEach((row, i) => {
      data.set(column.data.subarray(row * width, (row + 1) * width), i * width);
    });
  return { kind: 'number', data, shape: column.shape };
}
