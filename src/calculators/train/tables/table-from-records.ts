import { MillraceError } from '../../../graph/index.ts';
import type { Column, Table } from './table.ts';

/**
 * A table from records. Numbers, booleans and lists of numbers (of one length) make columns of numbers, a missing number is
 * NaN; everything else makes columns of texts.
 *
 * @throws MillraceError when the lists of a column differ in length.
 */
export function tableFromRecords(records: readonly Readonly<Record<string, unknown>>[], where: string): Table {
  const names = new Set(records.flatMap(record => Object.keys(record)));
  const columns = new Map<string, Column>();
  for (const name of names) {
    const values = records.map(record => (Object.hasOwn(record, name) ? record[name] : undefined));
    columns.set(name, readValues(values, `${where}: column "${name}"`));
  }
  return { rows: records.length, columns };
}

function readValues(values: readonly unknown[], where: string): Column {
  const known = values.filter(value => value !== undefined && value !== null);
  if (known.every(value => typeof value === 'number' || typeof value === 'boolean')) {
    const data = Float64Array.from(values, value =>
      typeof value === 'number' || typeof value === 'boolean' ? Number(value) : Number.NaN,
    );
    return { kind: 'number', data, shape: [] };
  }
  if (known.length > 0 && known.every(isNumbers)) {
    const width = known[0]?.length ?? 0;
    const data = new Float64Array(values.length * width).fill(Number.NaN);
    values.forEach((value, row) => {
      if (!isNumbers(value)) return;
      if (value.length !== width) {
        throw new MillraceError(
          'INVALID_ARGUMENT',
          `${where}: row ${row} holds ${value.length} numbers, the first ${width}. Give lists of one length.`,
        );
      }
      data.set(value, row * width);
    });
    return { kind: 'number', data, shape: [width] };
  }
  return {
    kind: 'text',
    values: values.map(value => (typeof value === 'string' ? value : JSON.stringify(value ?? ''))),
  };
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(one => typeof one === 'number');
}
