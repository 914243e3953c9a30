import type { Column, Table } from './table.ts';

/** How cells of text become columns. */
export interface CellReading {
  /** Columns that stay texts, whatever they look like. */
  readonly textColumns: readonly string[];
  /** Cells that mean "not known": NaN in a column of numbers. */
  readonly missing: readonly string[];
}

/**
 * A table from cells of text. A column whose known cells all read as numbers is one of numbers, also one without a
 * known cell; every other one is one of texts.
 */
export function tableFromCells(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  reading: CellReading,
): Table {
  const missing = new Set(reading.missing);
  const columns = new Map<string, Column>();
  names.forEach((name, i) => {
    const cells = rows.map(row => row[i] ?? '');
    columns.set(name, reading.textColumns.includes(name) ? { kind: 'text', values: cells } : readCells(cells, missing));
  });
  return { rows: rows.length, columns };
}

function readCells(cells: readonly string[], missing: ReadonlySet<string>): Column {
  const data = new Float64Array(cells.length);
  for (const [i, cell] of cells.entries()) {
    const text = cell.trim();
    if (missing.has(text)) {
      data[i] = Number.NaN;
      continue;
    }
    const value = Number(text);
    if (text === '' || Number.isNaN(value)) return { kind: 'text', values: cells };
    data[i] = value;
  }
  return { kind: 'number', data, shape: [] };
}
