import { MillraceError } from '../../../graph/index.ts';
import { sameFeatures } from '../kernels/tables/pack-min-diff.ts';
import type { Column, Table } from './table.ts';

/** The rows of tables one after the other. @throws MillraceError when their columns differ in name, kind or shape. */
export function concatTables(tables: readonly Table[], where: string): Table {
  const [first] = tables;
  if (first === undefined) return { rows: 0, columns: new Map() };
  for (const other of tables) {
    try {
      sameFeatures([...first.columns.keys()], [...other.columns.keys()]);
    } catch (cause) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${where}: ${cause instanceof Error ? cause.message : String(cause)}`,
      );
    }
  }
  const columns = new Map<string, Column>();
  for (const [name, column] of first.columns) {
    columns.set(
      name,
      joinColumns(
        name,
        tables.map(one => one.columns.get(name) ?? column),
        where,
      ),
    );
  }
  return { rows: tables.reduce((sum, one) => sum + one.rows, 0), columns };
}

function joinColumns(name: string, columns: readonly Column[], where: string): Column {
  const [first] = columns;
  if (first === undefined || first.kind === 'text') {
    return { kind: 'text', values: columns.flatMap(one => (one.kind === 'text' ? one.values : [])) };
  }
  const parts = columns.flatMap(one => (one.kind === 'number' ? [one] : []));
  if (parts.length < columns.length || parts.some(one => String(one.shape) !== String(first.shape))) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${where}: the column "${name}" differs in kind or shape from table to table. Load all tables alike.`,
    );
  }
  const make = parts.every(one => one.data instanceof Float32Array) ? Float32Array : Float64Array;
  const data = new make(parts.reduce((sum, one) => sum + one.data.length, 0));
  let at = 0;
  for (const one of parts) {
    data.set(one.data, at);
    at += one.data.length;
  }
  return { kind: 'number', data, shape: first.shape };
}
