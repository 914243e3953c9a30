import { defineCalculator, MillraceError, number, option, optional, record, required } from '../../../graph/index.ts';
import { batch } from '../batches/batch.ts';
import { mulberry32 } from '../kernels/chance/mulberry32.ts';
import { normalSource } from '../kernels/chance/normal.ts';
import { segmentationNetwork } from '../kernels/segmentation/network.ts';
import {
  createSegmentationTrainer,
  type SegmentationTrainer,
  type SegmentationTrainerState,
} from '../kernels/segmentation/segmentation-trainer.ts';
import { initialWeights } from '../kernels/segmentation/weights.ts';
import { decodeWeights } from '../kernels/segmentation/weights-file.ts';
import { trainedModel } from '../network/trained-model.ts';
import { trainingFilesService } from '../training-files.ts';
import { readScenes } from './read-scenes.ts';
import { segmentationModel, segmentationTopology } from './segmentation-model.ts';

/** Trains the segmentation network, one step per batch of scenes. */
export const segmentationStepCalculator = defineCalculator({
  name: 'SegmentationStepCalculator',
  summary:
    'Trains the network that finds people, by WebAssembly kernels of its own: cross-entropy weighted at outlines plus half a Dice loss, Muon for the filters, AdamW for the rest. MODEL is the moving average of the weights, once per epoch.',
  example: `
calculator: SegmentationStepCalculator
input_stream: [BATCH:batch, LR:rate]
output_stream: [MODEL:model, LOSSES:losses]
options: {width: 256, height: 144, start: out/light/model/weights.ckpt}
`,
  inputs: {
    BATCH: required(batch, 'Scenes: rows of a table, of one number of rows each'),
    LR: required(number, 'The learning rate of the step'),
  },
  outputs: {
    MODEL: optional(trainedModel, 'The averaged weights at the end of each epoch'),
    LOSSES: optional(record, 'The loss as total, and the rate'),
  },
  options: {
    width: option.integer({ description: 'Of the pictures that the network sees', default: 256, minimum: 16 }),
    height: option.integer({ description: 'Of the pictures that the network sees', default: 144, minimum: 16 }),
    column: option.string({
      description: 'The column of scenes: bytes [height, width, 4], the mask as fourth channel',
      default: 'scene',
    }),
    start: option.string({ description: 'Weights to begin with: a file weights.ckpt; fresh ones without it' }),
    muon: option.number({ description: 'The rate of Muon as a multiple of LR', default: 6, minimum: 0 }),
    averaging: option.number({
      description: 'How much of the averaged weights stays with each step',
      default: 0.999,
      minimum: 0,
      exclusiveMaximum: 1,
    }),
    seed: option.integer({ description: 'What fresh weights and the variation of pictures follow from', default: 0 }),
  },
  services: { files: trainingFilesService },
  *check({ options }) {
    for (const side of ['width', 'height'] as const) {
      if (options[side] % 16 !== 0) yield `The ${side} ${options[side]} is not a multiple of 16.`;
    }
  },
  async open(ctx) {
    const { options, services, nodeName } = ctx;
    const { width, height, start, column, seed } = options;
    const where = `node "${nodeName}"`;
    const network = segmentationNetwork();
    const topology = segmentationTopology(width, height);
    const weights =
      start === undefined
        ? initialWeights(network, normalSource(mulberry32(seed)))
        : decodeWeights(await services.files.readFile(start), start);
    let trainer: SegmentationTrainer | undefined;
    let restored: SegmentationTrainerState | undefined;

    return {
      async process(ctx) {
        const { inputs, outputs, inputTimestamp: step } = ctx;
        const scenes = inputs.BATCH.value;
        const rate = inputs.LR.value;
        if (scenes === undefined || rate === undefined) return;
        if (trainer === undefined) {
          const { muon, averaging } = options;
          const batch = scenes.rows.length;
          trainer = await createSegmentationTrainer(network, weights, { batch, width, height, muon, averaging, seed });
          if (restored !== undefined) trainer.restore(restored);
          restored = undefined;
        }
        const loss = trainer.step(readScenes(scenes.table, column, where), scenes.rows, step, rate);
        if (!Number.isFinite(loss)) {
          throw new MillraceError(
            'OUT_OF_RANGE',
            `${where}: step ${step}: the loss is ${loss}. Lower the learning rate.`,
          );
        }
        ctx.count('steps');
        outputs.LOSSES?.emit({ total: loss, rate });
        if (scenes.last) outputs.MODEL?.emit(segmentationModel(topology, trainer.average, scenes));
      },
      saveState: () => trainer?.save() ?? restored,
      loadState(saved) {
        if (!isState(saved)) {
          throw new MillraceError('INVALID_ARGUMENT', `${where}: the checkpoint holds no state of this training.`);
        }
        restored = saved;
      },
    };
  },
});

function isState(saved: unknown): saved is SegmentationTrainerState {
  return typeof saved === 'object' && saved !== null && 'kind' in saved && saved.kind === 'segmentation';
}
