import { readColumn } from '../tables/read-column.ts';
import type { Table } from '../tables/table.ts';

/** A condition on rows: the value of a column is one of those given. */
export interface RowCondition {
  readonly column: string;
  /** Compared as they print, so that 1 and "1" are alike. */
  readonly in: readonly (string | number)[];
}

/** The numbers of the rows that meet all conditions. */
export function matchingRows(table: Table, conditions: readonly RowCondition[], where: string): readonly number[] {
  const tests = conditions.map(condition => {
    const column = readColumn(table, condition.column, where);
    const wanted = new Set(condition.in.map(String));
    return (row: number): boolean => wanted.has(String(column.kind === 'text' ? column.values[row] : column.data[row]));
  });
  return Array.from({ length: table.rows }, (_, row) => row).filter(row => tests.every(test => test(row)));
}
