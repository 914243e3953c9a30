import { defineCalculator, MillraceError, option, optional, record, required } from '../../../graph/index.ts';
import { embedding } from '../embedding/embedding.ts';
import { fittedTransform } from '../tables/fitted-transform.ts';
import { readNumbers } from '../tables/read-column.ts';
import { table } from '../tables/table.ts';
import { trainingFilesService } from '../training-files.ts';
import { examplesFiles } from './examples-file.ts';
import { servingFiles } from './serving-files.ts';

/** Writes a classifier that has no network: the examples themselves. */
export const examplesExportCalculator = defineCalculator({
  name: 'ExamplesExportCalculator',
  summary:
    'Writes the examples of a KnnClassifierCalculator into a folder when its inputs end: their features and classes, the embedding and preprocessing, the labels, the last figures, and serve.yaml, a graph that answers rows.',
  example: `
calculator: ExamplesExportCalculator
input_stream: METRICS:metrics
input_side_packet: [EXAMPLES:examples, FITTED:preprocess, EMBEDDING:embedding]
options: {path: out/model, k: 10}
`,
  inputs: { METRICS: required(record, 'The figures; the last ones are written') },
  sidePackets: {
    EXAMPLES: required(table, 'The examples with x and y'),
    FITTED: required(fittedTransform, 'The preprocessing; its target names the classes'),
    EMBEDDING: optional(embedding, 'The embedding that the rows went through'),
  },
  options: {
    path: option.string({ description: 'The folder; what is there is replaced', required: true }),
    name: option.string({ description: 'The name of the model', default: 'model' }),
    k: option.integer({ description: 'That of KnnClassifierCalculator', default: 10, minimum: 1 }),
  },
  services: { files: trainingFilesService },
  open({ sidePackets, options, services, nodeName }) {
    const where = `node "${nodeName}"`;
    const labels = sidePackets.FITTED.target?.classes ?? [];
    if (labels.length === 0) {
      throw new MillraceError('INVALID_ARGUMENT', `${where}: the preprocessing has no classes. Give it a target.`);
    }
    const { rows } = sidePackets.EXAMPLES;
    const columns = new Map(['x', 'y'].map(name => [name, readNumbers(sidePackets.EXAMPLES, name, where)]));
    let metrics: Readonly<Record<string, unknown>> = {};
    return {
      process({ inputs }) {
        metrics = inputs.METRICS.value ?? metrics;
      },
      saveState: () => metrics,
      loadState(saved) {
        metrics = saved as Readonly<Record<string, unknown>>;
      },
      async close({ graphStatus }) {
        if (graphStatus === 'failed' || graphStatus === 'cancelled') return;
        const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value, undefined, 2));
        const { EMBEDDING: used, FITTED: fitted } = sidePackets;
        await services.files.writeFolder(
          options.path,
          new Map([
            ...examplesFiles(columns, rows),
            ['preprocess.json', new TextEncoder().encode(JSON.stringify(fitted))],
            ...(used === undefined ? [] : ([['embedding.json', json(used)]] as const)),
            ['metadata.json', json({ name: options.name, labels, examples: rows, k: options.k, metrics })],
            ...servingFiles({ classifier: { k: options.k }, embedding: used, hasLabels: true }),
          ]),
        );
      },
    };
  },
});
