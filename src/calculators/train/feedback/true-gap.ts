import { readColumn, readNumbers } from '../tables/read-column.ts';
import type { Table } from '../tables/table.ts';

/** How far a doctor truly is below the mean of all in an aspect; NaN for one who is not in the table. */
export function trueGap(truth: Table, doctor: string, aspect: string, where: string): number {
  const names = readColumn(truth, 'doctor', where);
  const values = Array.from(readNumbers(truth, aspect, where).data);
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return mean - ((names.kind === 'text' ? values[names.values.indexOf(doctor)] : undefined) ?? Number.NaN);
}
