import { defineCalculator, option, record, required } from '../../../graph/index.ts';
import { meanIou } from '../kernels/segmentation/mean-iou.ts';
import { segmentationNetwork } from '../kernels/segmentation/network.ts';
import { loadNetworkKernels } from '../kernels/segmentation/network-kernels.ts';
import { createNetworkTrainer, type NetworkTrainer } from '../kernels/segmentation/network-trainer.ts';
import { trainedModel } from '../network/trained-model.ts';
import { table } from '../tables/table.ts';
import { readScenes } from './read-scenes.ts';
import { segmentationWeights } from './segmentation-model.ts';

/** Pictures that are computed at once. */
const BATCH = 4;

/** Measures models of SegmentationStepCalculator. */
export const segmentationEvaluateCalculator = defineCalculator({
  name: 'SegmentationEvaluateCalculator',
  summary: 'Measures each segmentation model on scenes that it was not trained on: the mean IoU at its own size.',
  example: `
calculator: SegmentationEvaluateCalculator
input_stream: MODEL:model
input_side_packet: TABLE:valid
output_stream: METRICS:metrics
`,
  inputs: { MODEL: required(trainedModel, 'The models') },
  outputs: { METRICS: required(record, 'The figure iou') },
  sidePackets: { TABLE: required(table, 'The scenes') },
  options: {
    column: option.string({
      description: 'The column of scenes: bytes [height, width, 4], the mask as fourth channel',
      default: 'scene',
    }),
  },
  open({ sidePackets, options, nodeName }) {
    const where = `node "${nodeName}"`;
    const scenes = readScenes(sidePackets.TABLE, options.column, where);
    let judge: NetworkTrainer | undefined;
    return {
      async process({ inputs, outputs }) {
        const model = inputs.MODEL.value;
        if (model === undefined) return;
        const { weights, ...size } = segmentationWeights(model, where);
        judge ??= createNetworkTrainer(await loadNetworkKernels(), segmentationNetwork(), weights, {
          batch: BATCH,
          ...size,
        });
        outputs.METRICS.emit({ iou: meanIou(judge, weights, scenes) });
      },
    };
  },
});
