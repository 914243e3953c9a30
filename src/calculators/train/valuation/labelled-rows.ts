import { MillraceError } from '../../../graph/index.ts';
import type { LabelledRows } from '../kernels/linear/classifier.ts';
import { argmaxRows } from '../kernels/metrics/classification.ts';
import { columnWidth, readNumbers } from '../tables/read-column.ts';
import type { Table } from '../tables/table.ts';

/**
 * Features `x` and the number of the class of each row: `y` holds it, or a distribution over the classes.
 *
 * @param classes - how many classes there are at least, as other tables know of more.
 * @throws MillraceError where `y` holds no classes.
 */
export function labelledRows(rows: Table, where: string, classes = 2): LabelledRows {
  const x = readNumbers(rows, 'x', where);
  const y = readNumbers(rows, 'y', where);
  const width = columnWidth(y);
  const labels = width === 1 ? Array.from(y.data) : argmaxRows({ rows: rows.rows, columns: width, data: y.data });
  const odd = labels.find(label => !Number.isInteger(label) || label < 0);
  if (odd !== undefined) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${where}: y is ${odd}, no number of a class. Make it by TableTransformCalculator with {as: classes}.`,
    );
  }
  return {
    // One kind of array everywhere: the loops of the kernels stay fast.
    x: { rows: rows.rows, columns: columnWidth(x), data: new Float64Array(x.data) },
    labels,
    classes: Math.max(classes, width, ...labels.map(label => label + 1)),
  };
}

/** Some of the rows, in the order given. */
export function takeLabelled({ x, labels, classes }: LabelledRows, rows: readonly number[]): LabelledRows {
  const d = x.columns;
  const data = new Float64Array(rows.length * d);
  for (const [i, row] of rows.entries()) data.set(x.data.subarray(row * d, (row + 1) * d), i * d);
  return { x: { rows: rows.length, columns: d, data }, labels: rows.map(row => labels[row] ?? 0), classes };
}
