import { defineCalculator, image, number, option, optional, required, Timestamp } from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import { maskIou } from './kernels/mask-iou.ts';
import { withMask } from './with-mask.ts';

/**
 * Measures how well masks cover the true ones: intersection over union, 1 when both are empty.
 *
 * A predicted mask of another size is brought to the true one's bilinearly. MEAN comes once, at the end, if anything
 * was measured.
 */
export const maskIouCalculator = defineCalculator({
  name: 'MaskIouCalculator',
  summary: 'Measures intersection over union of masks with the true ones, per frame and as a mean.',
  example: `
calculator: MaskIouCalculator
input_stream: [PREDICTED:mask, TRUTH:true_mask]
output_stream: [IOU:iou, MEAN:mean_iou]
`,
  inputs: {
    PREDICTED: required(image, 'The masks to judge'),
    TRUTH: required(image, 'The true masks'),
  },
  outputs: {
    IOU: optional(number, 'Intersection over union of each pair'),
    MEAN: optional(number, 'Their mean, once, at PostStream'),
  },
  options: {
    threshold: option.number({
      description: 'A pixel belongs to a mask when its value is at or above this',
      default: 0.5,
      minimum: 0,
      maximum: 1,
    }),
  },
  services: { kernels: imageKernelsService },
  open() {
    let sum = 0;
    let count = 0;
    return {
      process(ctx) {
        const { PREDICTED, TRUTH } = ctx.inputs;
        if (PREDICTED.value === undefined || TRUTH.value === undefined) return;
        const predicted = PREDICTED.value;
        const { kernels } = ctx.services;
        const iou = withMask('TRUTH', kernels, TRUTH.value, undefined, truth =>
          withMask('PREDICTED', kernels, predicted, truth, mask => maskIou(mask, truth, ctx.options.threshold)),
        );
        sum += iou;
        count++;
        ctx.outputs.IOU?.emit(iou);
      },
      close(ctx) {
        if (count > 0) ctx.outputs.MEAN?.emit(sum / count, Timestamp.PostStream);
      },
    };
  },
});
