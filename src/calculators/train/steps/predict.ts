import { defineCalculator, option, optional, record, required } from '../../../graph/index.ts';
import { trainingBackendNames, trainingBackendService } from '../backend/training-backend.ts';
import { batch } from '../batches/batch.ts';
import { batchNumbers } from '../batches/batch-column.ts';
import { transform } from '../kernels/losses/transform.ts';
import { rowsOf } from '../kernels/matrix.ts';
import { loadModelFile } from '../network/load-model-file.ts';
import { networkCache } from '../network/load-network.ts';
import { trainedModel } from '../network/trained-model.ts';
import { trainingFilesService } from '../training-files.ts';

/** Runs a trained network. */
export const predictCalculator = defineCalculator({
  name: 'PredictCalculator',
  summary:
    'Gives the outputs of a trained network for the rows of each batch. The model comes on a stream at the time of the batch (and is kept until the next), as a side packet, or from a file.',
  example: `
calculator: PredictCalculator
input_stream: BATCH:batch
output_stream: OUTPUT:answer
options: {model_file: model.json, transform: sigmoid}
`,
  inputs: {
    BATCH: required(batch, 'The rows'),
    MODEL: optional(trainedModel, 'The model from this time on'),
  },
  outputs: { OUTPUT: required(record, 'For each output of the network by name: a list of numbers per row') },
  sidePackets: { MODEL: optional(trainedModel, 'The model, where none comes on the stream') },
  options: {
    model_file: option.string({ description: 'A model.json of tfjs layers, where no port brings the model' }),
    inputs: option.string({ description: 'The column that the network sees', default: 'x' }),
    transform: option.choice(['identity', 'sigmoid', 'softmax'], {
      description: 'What is applied to the outputs: sigmoid or softmax for logits',
      default: 'identity',
    }),
    backend: option.choice(trainingBackendNames, { description: 'What it runs on', default: 'wasm' }),
  },
  services: { backends: trainingBackendService, files: trainingFilesService },
  *check({ options, inputs, sidePackets }) {
    if (inputs('MODEL') + sidePackets('MODEL') === 0 && options.model_file === undefined) {
      yield 'There is no model. Connect MODEL, or set model_file.';
    }
  },
  async open({ options, services, sidePackets, nodeName }) {
    const where = `node "${nodeName}"`;
    const cache = networkCache(await services.backends.open(options.backend));
    const file = options.model_file;
    const initial =
      sidePackets.MODEL ?? (file === undefined ? undefined : (await loadModelFile(services.files, file)).model);
    let network = initial === undefined ? undefined : await cache.of(initial);
    return {
      async process(ctx) {
        const { inputs, outputs } = ctx;
        const fresh = inputs.MODEL?.value;
        if (fresh !== undefined) network = await cache.of(fresh);
        const rows = inputs.BATCH.value;
        if (rows === undefined) return;
        if (network === undefined) {
          ctx.log('warn', 'a batch came before the first model, and is left out');
          return;
        }
        const found = await network.predict(batchNumbers(rows, options.inputs, where).matrix);
        const names = network.topology.outputs;
        outputs.OUTPUT.emit(
          Object.fromEntries(found.map((y, k) => [names[k] ?? '', rowsOf(transform(options.transform, y).output)])),
        );
      },
      close() {
        cache.dispose();
      },
    };
  },
});
