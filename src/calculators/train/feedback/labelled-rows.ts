import { columnWidth, readNumbers } from '../tables/read-column.ts';
import type { Table } from '../tables/table.ts';

/** The rows of which every aspect has been judged: none of their `labels` is NaN. */
export function labelledRows(rows: Table, where: string): readonly number[] {
  const labels = readNumbers(rows, 'labels', where);
  const width = columnWidth(labels);
  return Array.from({ length: rows.rows }, (_, row) => row).filter(row =>
    labels.data.subarray(row * width, (row + 1) * width).every(value => !Number.isNaN(value)),
  );
}
