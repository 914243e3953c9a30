import { defineCalculator, option, required } from '../../../graph/index.ts';
import { foldWeights } from '../kernels/segmentation/fold-weights.ts';
import { segmentationNetwork } from '../kernels/segmentation/network.ts';
import { encodeWeights } from '../kernels/segmentation/weights-file.ts';
import { type TrainedModel, trainedModel } from '../network/trained-model.ts';
import { trainingFilesService } from '../training-files.ts';
import { exportGraphModel } from './export-graph-model.ts';
import { exportOnnx } from './export-onnx.ts';
import { segmentationWeights } from './segmentation-model.ts';

/** Writes the last model of SegmentationStepCalculator. */
export const segmentationExportCalculator = defineCalculator({
  name: 'SegmentationExportCalculator',
  summary:
    'Writes the last segmentation model into a folder when its stream ends: a tfjs graph model and an ONNX file with float16 weights, and weights.ckpt, which training can go on from. A reader finds the former folder or the new one, never a part.',
  example: `
calculator: SegmentationExportCalculator
input_stream: MODEL:model
options: {path: out/segmentation/model}
`,
  inputs: { MODEL: required(trainedModel, 'Models; the last one is exported') },
  options: {
    path: option.string({ description: 'The folder; what is there is replaced', required: true }),
    margin: option.number({
      description:
        'By how much the logit of a person must exceed that of the background. Training by Dice calls too much a person: choose it on scenes that are neither trained on nor judged by',
      default: 0,
    }),
  },
  services: { files: trainingFilesService },
  open({ options, services, nodeName }) {
    let last: TrainedModel | undefined;
    return {
      process({ inputs }) {
        last = inputs.MODEL.value ?? last;
      },
      saveState: () => last,
      loadState(saved) {
        last = saved as TrainedModel;
      },
      async close(ctx) {
        // A run that was cancelled or has failed leaves what is there alone.
        if (last === undefined || (ctx.graphStatus !== 'running' && ctx.graphStatus !== 'done')) return;
        const network = segmentationNetwork();
        const { weights, ...size } = segmentationWeights(last, `node "${nodeName}"`);
        const folded = foldWeights(network, weights, options.margin);
        const graph = exportGraphModel(network, folded, size);
        await services.files.writeFolder(
          options.path,
          new Map([
            ['model.json', new TextEncoder().encode(JSON.stringify(graph.model))],
            ['weights.bin', graph.weights],
            ['model.onnx', exportOnnx(network, folded, size)],
            ['weights.ckpt', encodeWeights(weights)],
          ]),
        );
        ctx.count('exports');
      },
    };
  },
});
