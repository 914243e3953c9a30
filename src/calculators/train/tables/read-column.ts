import { MillraceError } from '../../../graph/index.ts';
import type { Column, NumberColumn, Table } from './table.ts';

/** A column by name. @throws MillraceError that names the columns there are. */
export function readColumn(table: Table, name: string, where: string): Column {
  const column = table.columns.get(name);
  if (column === undefined) {
    throw new MillraceError(
      'NOT_FOUND',
      `${where}: the table has no column "${name}". Its columns: ${[...table.columns.keys()].join(', ')}.`,
    );
  }
  return column;
}

/** A column of numbers by name. @throws MillraceError where it is missing or holds texts. */
export function readNumbers(table: Table, name: string, where: string): NumberColumn {
  const column = readColumn(table, name, where);
  if (column.kind === 'text') {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${where}: the column "${name}" holds texts, such as "${column.values[0] ?? ''}". Turn it into numbers by TableTransformCalculator.`,
    );
  }
  return column;
}

/** How many numbers one row of a column has. */
export function columnWidth(column: NumberColumn): number {
  return column.shape.reduce((product, size) => product * size, 1);
}
