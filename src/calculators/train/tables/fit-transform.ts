import { MillraceError } from '../../../graph/index.ts';
import { fitHashTfIdf } from '../kernels/text/hash-tf-idf.ts';
import { fitTfIdf } from '../kernels/text/tf-idf.ts';
import type { FittedFeature, FittedTarget, FittedTransform } from './fitted-transform.ts';
import { columnWidth, readColumn, readNumbers } from './read-column.ts';
import type { Column, NumberColumn, Table } from './table.ts';

/** A step as a graph asks for it. */
export interface FeatureRequest {
  readonly column: string;
  readonly as: FittedFeature['as'];
  readonly size: number;
  readonly ngrams: number;
}

/** A target as a graph asks for it. */
export interface TargetRequest {
  readonly column: string;
  readonly as: FittedTarget['as'];
  /** Classes that have their numbers already; others follow, sorted. */
  readonly known?: FittedTarget['classes'] | undefined;
}

/** Learns a preprocessing from training rows: means, ranges, categories and vocabularies. NaN does not count. */
export function fitTransform(
  rows: Table,
  features: readonly FeatureRequest[],
  target: TargetRequest | undefined,
  where: string,
): FittedTransform {
  return {
    kind: 'millrace-preprocess',
    version: 1,
    features: features.map(one => fitFeature(rows, one, where)),
    target: target === undefined ? null : fitTarget(rows, target, where),
  };
}

function fitFeature(rows: Table, { column, as, size, ngrams }: FeatureRequest, where: string): FittedFeature {
  switch (as) {
    case 'identity':
    case 'log1p': {
      const numbers = readNumbers(rows, column, where);
      return { as, column, fill: mean(numbers, 0, columnWidth(numbers)), width: columnWidth(numbers) };
    }
    case 'standardise':
    case 'min_max':
      return fitScale(readNumbers(rows, column, where), column, as);
    case 'one_hot':
      return { as, column, values: categories(readColumn(rows, column, where)) };
    case 'hash_text':
      return { as, column, size, ngrams };
    case 'hash_tf_idf': {
      const { idf } = fitHashTfIdf(textsOf(readColumn(rows, column, where)), size, ngrams);
      return { as, column, idf, ngrams };
    }
    case 'tf_idf': {
      const fitted = fitTfIdf(textsOf(readColumn(rows, column, where)), ngrams);
      return { as, column, vocabulary: fitted.vocabulary, idf: fitted.idf, ngrams };
    }
  }
}

function fitScale(numbers: NumberColumn, column: string, as: 'standardise' | 'min_max'): FittedFeature {
  const width = columnWidth(numbers);
  const shift: number[] = [];
  const scale: number[] = [];
  for (let c = 0; c < width; c++) {
    const values = known(numbers, c, width);
    if (as === 'standardise') {
      const centre = mean(numbers, c, width);
      const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(1, values.length);
      shift.push(centre);
      // A constant column becomes 0, not NaN.
      scale.push(variance > 0 ? Math.sqrt(variance) : 1);
    } else {
      const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
      const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
      shift.push(values.length === 0 ? 0 : low);
      scale.push(high > low ? high - low : 1);
    }
  }
  return { as, column, shift, scale };
}

function known(numbers: NumberColumn, c: number, width: number): number[] {
  const values: number[] = [];
  for (let i = c; i < numbers.data.length; i += width) {
    const value = numbers.data[i] ?? Number.NaN;
    if (!Number.isNaN(value)) values.push(value);
  }
  return values;
}

function mean(numbers: NumberColumn, c: number, width: number): number {
  const values = known(numbers, c, width);
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The different values of a column, sorted; NaN is none. */
function categories(column: Column): readonly (string | number)[] {
  if (column.kind === 'text') return [...new Set(column.values)].sort();
  return [...new Set(column.data)].filter(value => !Number.isNaN(value)).sort((a, b) => a - b);
}

/** The texts of a column, numbers as they print. */
export function textsOf(column: Column): readonly string[] {
  return column.kind === 'text' ? column.values : Array.from(column.data, String);
}

function fitTarget(rows: Table, { column, as, known = [] }: TargetRequest, where: string): FittedTarget {
  if (as === 'number') {
    readNumbers(rows, column, where);
    return { column, as, classes: [] };
  }
  const found = categories(readColumn(rows, column, where));
  const classes = [...known, ...found.filter(one => !known.includes(one))];
  if (classes.length < 2) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${where}: the target "${column}" has ${classes.length} classes. Give rows of at least two.`,
    );
  }
  return { column, as, classes };
}
