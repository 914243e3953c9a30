import { MillraceError } from '../../../graph/index.ts';
import { hashText } from '../kernels/text/hash-text.ts';
import { applyHashTfIdf } from '../kernels/text/hash-tf-idf.ts';
import { applyTfIdf } from '../kernels/text/tf-idf.ts';
import { textsOf } from './fit-transform.ts';
import type { FittedFeature, FittedTarget, FittedTransform } from './fitted-transform.ts';
import { columnWidth, readColumn, readNumbers } from './read-column.ts';
import type { Column, NumberColumn, Table } from './table.ts';

/**
 * Applies a fitted preprocessing: the table gets a column `x` with all features of a row and, where it has the target's
 * column, a column `y`. The other columns stay.
 *
 * @throws MillraceError for a missing column, or a class that was not there when the target was fitted.
 */
export function applyTransform(fitted: FittedTransform, rows: Table, where: string): Table {
  const parts = fitted.features.map(one => applyFeature(one, rows, where));
  const width = parts.reduce((sum, one) => sum + one.width, 0);
  const x = new Float32Array(rows.rows * width);
  let at = 0;
  for (const part of parts) {
    for (let row = 0; row < rows.rows; row++) part.write(row, x, row * width + at);
    at += part.width;
  }
  const columns = new Map<string, Column>(rows.columns);
  const { target } = fitted;
  if (target !== null && rows.columns.has(target.column)) columns.set('y', applyTarget(target, rows, where));
  columns.set('x', { kind: 'number', data: x, shape: [width] });
  return { rows: rows.rows, columns };
}

interface Part {
  readonly width: number;
  /** Writes the features of a row from a place on. */
  write(row: number, x: Float32Array, at: number): void;
}

function applyFeature(one: FittedFeature, rows: Table, where: string): Part {
  switch (one.as) {
    case 'identity':
    case 'log1p':
      return numbersPart(readNumbers(rows, one.column, where), value => {
        const filled = Number.isNaN(value) ? one.fill : value;
        return one.as === 'log1p' ? Math.log1p(filled) : filled;
      });
    case 'standardise':
    case 'min_max':
      // What is not known becomes the mean, or the low end.
      return numbersPart(readNumbers(rows, one.column, where), (value, c) =>
        Number.isNaN(value) ? 0 : (value - (one.shift[c] ?? 0)) / (one.scale[c] ?? 1),
      );
    case 'one_hot': {
      const column = readColumn(rows, one.column, where);
      const places = new Map(one.values.map((value, i) => [value, i]));
      return {
        width: one.values.length,
        write(row, x, at) {
          const value = column.kind === 'text' ? column.values[row] : column.data[row];
          const place = value === undefined ? undefined : places.get(value);
          if (place !== undefined) x[at + place] = 1;
        },
      };
    }
    case 'hash_text':
      return textPart(readColumn(rows, one.column, where), one.size, text => hashText(text, one.size, one.ngrams));
    case 'hash_tf_idf': {
      const fitted = { idf: one.idf, longest: one.ngrams };
      return textPart(readColumn(rows, one.column, where), one.idf.length, text => applyHashTfIdf(fitted, text));
    }
    case 'tf_idf': {
      const fitted = { vocabulary: one.vocabulary, idf: one.idf, longest: one.ngrams };
      return textPart(readColumn(rows, one.column, where), one.vocabulary.length, text => applyTfIdf(fitted, text));
    }
  }
}

function numbersPart(column: NumberColumn, map: (value: number, c: number) => number): Part {
  const width = columnWidth(column);
  return {
    width,
    write(row, x, at) {
      for (let c = 0; c < width; c++) x[at + c] = map(column.data[row * width + c] ?? Number.NaN, c);
    },
  };
}

function textPart(column: Column, width: number, features: (text: string) => Float64Array): Part {
  const texts = textsOf(column);
  return {
    width,
    write(row, x, at) {
      x.set(features(texts[row] ?? ''), at);
    },
  };
}

function applyTarget(target: FittedTarget, rows: Table, where: string): NumberColumn {
  if (target.as === 'number') return readNumbers(rows, target.column, where);
  const column = readColumn(rows, target.column, where);
  const places = new Map(target.classes.map((value, i) => [value, i]));
  const labels = Array.from({ length: rows.rows }, (_, row) => {
    const value = column.kind === 'text' ? column.values[row] : column.data[row];
    const place = value === undefined ? undefined : places.get(value);
    if (place === undefined) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${where}: row ${row} has the class "${String(value)}" in "${target.column}", which the training rows lack. Known: ${target.classes.join(', ')}.`,
      );
    }
    return place;
  });
  if (target.as === 'classes') return { kind: 'number', data: Float64Array.from(labels), shape: [] };
  const n = target.classes.length;
  const data = new Float64Array(rows.rows * n);
  for (const [row, label] of labels.entries()) data[row * n + label] = 1;
  return { kind: 'number', data, shape: [n] };
}
