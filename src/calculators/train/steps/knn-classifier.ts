import { defineCalculator, MillraceError, option, optional, record, required } from '../../../graph/index.ts';
import { batch } from '../batches/batch.ts';
import { batchNumbers } from '../batches/batch-column.ts';
import { parseExamples } from '../export/examples-file.ts';
import { knnConfidences } from '../kernels/linear/knn-classifier.ts';
import { type Matrix, matrixOf, rowsOf } from '../kernels/matrix.ts';
import { argmaxRows } from '../kernels/metrics/classification.ts';
import { measureMetric } from '../metrics/measure-metric.ts';
import { metricOption } from '../metrics/metric-options.ts';
import { columnWidth, readNumbers } from '../tables/read-column.ts';
import { type Table, table } from '../tables/table.ts';
import { takeRows } from '../tables/take-rows.ts';
import { trainingFilesService } from '../training-files.ts';

/** The examples that a query is compared with. */
interface Known {
  readonly features: Matrix;
  readonly labels: ArrayLike<number>;
  readonly classes: number;
}

/** Classifies by the nearest examples. */
export const knnClassifierCalculator = defineCalculator({
  name: 'KnnClassifierCalculator',
  summary:
    'Gives each row the share of every class among the k examples nearest by cosine: no training, and a new example counts at once. The ports are those of PredictCalculator.',
  example: `
calculator: KnnClassifierCalculator
input_stream: BATCH:batch
input_side_packet: EXAMPLES:examples
output_stream: OUTPUT:answer
options: {k: 10}
`,
  inputs: { BATCH: required(batch, 'The rows') },
  outputs: {
    OUTPUT: optional(record, 'output: for each row a list of shares, one per class'),
    METRICS: optional(record, 'The figures of the batch by name'),
  },
  sidePackets: { EXAMPLES: optional(table, 'The examples with features and classes') },
  options: {
    k: option.integer({ description: 'How many of the nearest examples are asked', default: 10, minimum: 1 }),
    inputs: option.string({ description: 'The column of features', default: 'x' }),
    target: option.string({
      description: 'The column of classes: distributions, or numbers from 0 on',
      default: 'y',
    }),
    metrics: option.list(metricOption, { description: 'What is measured', default: [] }),
    examples_file: option.string({ description: 'An examples.json of an export, where no side packet brings any' }),
  },
  services: { files: trainingFilesService },
  *check({ options, sidePackets }) {
    if (sidePackets('EXAMPLES') === 0 && options.examples_file === undefined) {
      yield 'There are no examples. Connect EXAMPLES, or set examples_file.';
    }
  },
  async open({ sidePackets, options, services, nodeName }) {
    const where = `node "${nodeName}"`;
    const file = options.examples_file;
    const examples =
      sidePackets.EXAMPLES ?? (file === undefined ? undefined : await parseExamples(services.files, file));
    if (examples === undefined) throw new TypeError(`${where}: no examples, which the contract forbids. Report this.`);
    const known = knownOf(examples, options.inputs, options.target, where);
    return {
      process({ inputs, outputs }) {
        const rows = inputs.BATCH.value;
        if (rows === undefined) return;
        const { matrix } = batchNumbers(rows, options.inputs, where);
        if (matrix.columns !== known.features.columns) {
          throw new MillraceError(
            'INVALID_ARGUMENT',
            `${where}: a row has ${matrix.columns} features, the examples ${known.features.columns}. Prepare both alike.`,
          );
        }
        const shares = rowsOf(matrix).map(row =>
          knnConfidences(known.features, known.labels, row, options.k, known.classes),
        );
        outputs.OUTPUT?.emit({ output: shares });
        if (outputs.METRICS === undefined) return;
        const asked = takeRows(rows.table, rows.rows);
        const output = matrixOf(shares);
        outputs.METRICS.emit(
          Object.assign({}, ...options.metrics.map(one => measureMetric(one, output, asked, where))) as Readonly<
            Record<string, number>
          >,
        );
      },
    };
  },
});

function knownOf(examples: Table, inputs: string, target: string, where: string): Known {
  const x = readNumbers(examples, inputs, where);
  const y = readNumbers(examples, target, where);
  const features: Matrix = { rows: examples.rows, columns: columnWidth(x), data: x.data };
  const width = columnWidth(y);
  if (y.shape.length > 0) {
    const labels = argmaxRows({ rows: examples.rows, columns: width, data: y.data });
    return { features, labels, classes: width };
  }
  const wrong = y.data.find(label => !Number.isInteger(label) || label < 0);
  if (wrong !== undefined) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${where}: an example has the class ${wrong}. Give the numbers of the classes, from 0 on.`,
    );
  }
  return { features, labels: y.data, classes: Math.max(0, ...Array.from(y.data, label => label + 1)) };
}
