import { defineCalculator, image, number, option, optional, required, Timestamp } from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import { boundaryFMeasure } from './kernels/boundary-f-measure.ts';
import { withMask } from './with-mask.ts';

/**
 * Measures how well the contours of masks meet the true ones: precision, recall and F of the DAVIS evaluation.
 *
 * A predicted mask of another size is brought to the true one's bilinearly. MEAN (of F) comes once, at the end, if
 * anything was measured.
 */
export const boundaryFMeasureCalculator = defineCalculator({
  name: 'BoundaryFMeasureCalculator',
  summary: 'Measures the contours of masks against the true ones (DAVIS boundary F-measure), per frame and as a mean.',
  example: `
calculator: BoundaryFMeasureCalculator
input_stream: [PREDICTED:mask, TRUTH:true_mask]
output_stream: [F:boundary_f, MEAN:mean_boundary_f]
`,
  inputs: {
    PREDICTED: required(image, 'The masks to judge'),
    TRUTH: required(image, 'The true masks'),
  },
  outputs: {
    F: optional(number, 'Harmonic mean of precision and recall'),
    PRECISION: optional(number, 'Share of predicted boundary pixels near a true one'),
    RECALL: optional(number, 'Share of true boundary pixels near a predicted one'),
    MEAN: optional(number, 'The mean of F, once, at PostStream'),
  },
  options: {
    tolerance: option.number({
      description: 'How far boundaries may lie apart: a share of the diagonal below 1, pixels from 1 on',
      default: 0.008,
      exclusiveMinimum: 0,
    }),
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
        const { tolerance, threshold } = ctx.options;
        const measure = withMask('TRUTH', kernels, TRUTH.value, undefined, truth =>
          withMask('PREDICTED', kernels, predicted, truth, mask => boundaryFMeasure(mask, truth, tolerance, threshold)),
        );
        sum += measure.f;
        count++;
        ctx.outputs.F?.emit(measure.f);
        ctx.outputs.PRECISION?.emit(measure.precision);
        ctx.outputs.RECALL?.emit(measure.recall);
      },
      close(ctx) {
        if (count > 0) ctx.outputs.MEAN?.emit(sum / count, Timestamp.PostStream);
      },
    };
  },
});
