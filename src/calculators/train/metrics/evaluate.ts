import { defineCalculator, MillraceError, option, optional, record, required } from '../../../graph/index.ts';
import { trainingBackendNames, trainingBackendService } from '../backend/training-backend.ts';
import { transform } from '../kernels/losses/transform.ts';
import type { Matrix } from '../kernels/matrix.ts';
import { networkCache } from '../network/load-network.ts';
import { trainedModel } from '../network/trained-model.ts';
import { columnWidth, readNumbers } from '../tables/read-column.ts';
import { type Column, type Table, table } from '../tables/table.ts';
import { measureMetric } from './measure-metric.ts';
import { metricOption } from './metric-options.ts';

/** Measures models on a table. */
export const evaluateCalculator = defineCalculator({
  name: 'EvaluateCalculator',
  summary: 'Measures each model on the rows of a table that it was not trained on.',
  example: `
calculator: EvaluateCalculator
input_stream: MODEL:model
input_side_packet: TABLE:valid
output_stream: METRICS:metrics
options:
  transform: sigmoid
  metrics: [{kind: auc}, {kind: group_rates, by: sex}]
`,
  inputs: { MODEL: required(trainedModel, 'The models') },
  outputs: {
    METRICS: optional(record, 'The figures by name'),
    PREDICTIONS: optional(table, 'The rows with a column for each output of the network'),
  },
  sidePackets: { TABLE: required(table, 'The rows') },
  options: {
    metrics: option.list(metricOption, { description: 'What is measured', default: [] }),
    inputs: option.string({ description: 'The column that the network sees', default: 'x' }),
    transform: option.choice(['identity', 'sigmoid', 'softmax'], {
      description: 'What is applied to the outputs: sigmoid or softmax for logits',
      default: 'identity',
    }),
    backend: option.choice(trainingBackendNames, { description: 'What it runs on', default: 'wasm' }),
  },
  services: { backends: trainingBackendService },
  async open({ options, services, sidePackets, nodeName }) {
    const where = `node "${nodeName}"`;
    const cache = networkCache(await services.backends.open(options.backend));
    const rows = sidePackets.TABLE;
    return {
      async process({ inputs, outputs }) {
        const model = inputs.MODEL.value;
        if (model === undefined) return;
        const network = await cache.of(model);
        const column = readNumbers(rows, options.inputs, where);
        const x: Matrix = { rows: rows.rows, columns: columnWidth(column), data: column.data };
        const found = (await network.predict(x)).map(y => transform(options.transform, y).output);
        const names = network.topology.outputs;
        const figures: Record<string, number> = {};
        for (const settings of options.metrics) {
          const k = settings.output === undefined ? 0 : names.indexOf(settings.output);
          const output = found[k];
          if (output === undefined) {
            throw new MillraceError(
              'NOT_FOUND',
              `${where}: the network has no output "${settings.output ?? ''}". Its outputs: ${names.join(', ')}.`,
            );
          }
          Object.assign(figures, measureMetric(settings, output, rows, where));
        }
        outputs.METRICS?.emit(figures);
        outputs.PREDICTIONS?.emit(withOutputs(rows, names, found));
      },
      close() {
        cache.dispose();
      },
    };
  },
});

function withOutputs(rows: Table, names: readonly string[], found: readonly Matrix[]): Table {
  const columns = new Map<string, Column>(rows.columns);
  for (const [k, { data, columns: width }] of found.entries()) {
    columns.set(names[k] ?? '', { kind: 'number', data, shape: width === 1 ? [] : [width] });
  }
  return { rows: rows.rows, columns };
}
