import { anyImage, defineCalculator, option, required } from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import { newMaskImage } from './new-image.ts';
import { onGpu } from './on-gpu.ts';
import { requireCpu } from './require-cpu.ts';
import { withMask } from './with-mask.ts';

/**
 * Steadies a mask over time: mixes in the mask before, most where the new one is unsure.
 *
 * Without a previous mask at a timestamp, or when it has another size (the network was switched), the mask is passed on
 * as it is. MediaPipe's default of `combine_with_previous_ratio` is 0, which changes nothing; here it is 0.9, the value
 * its graphs set.
 */
export const segmentationSmoothingCalculator = defineCalculator({
  name: 'SegmentationSmoothingCalculator',
  summary: 'Steadies a mask over time by mixing in the previous one where the new one is unsure.',
  example: `
calculator: SegmentationSmoothingCalculator
input_stream: [MASK:raw_mask, MASK_PREVIOUS:previous_mask]
output_stream: MASK_SMOOTHED:mask
options: {combine_with_previous_ratio: 0.9}
`,
  inputs: {
    MASK: required(anyImage, 'The new mask'),
    MASK_PREVIOUS: required(anyImage, 'The mask before, usually from PreviousLoopbackCalculator'),
  },
  outputs: { MASK_SMOOTHED: required(anyImage, 'The mixed mask (grayf32)') },
  options: {
    combine_with_previous_ratio: option.number({
      description: 'How much of the previous mask is taken where the new one is entirely unsure',
      default: 0.9,
      minimum: 0,
      maximum: 1,
    }),
  },
  services: { kernels: imageKernelsService },
  open: () => ({
    process(ctx) {
      const mask = ctx.inputs.MASK.value;
      if (mask === undefined) return;
      const previous = ctx.inputs.MASK_PREVIOUS.value;
      const ratio = ctx.options.combine_with_previous_ratio;
      // After a change of device the mask before is gone, or in the other memory: one frame without it.
      const apart =
        previous !== undefined && (previous.kind !== mask.kind || (previous.kind === 'gpu' && previous.memory.lost));
      if (
        previous === undefined ||
        ratio === 0 ||
        apart ||
        previous.width !== mask.width ||
        previous.height !== mask.height
      ) {
        if (previous !== undefined && ratio !== 0) ctx.count(apart ? 'previous_elsewhere' : 'previous_of_other_size');
        ctx.outputs.MASK_SMOOTHED.forward(ctx.inputs.MASK.packet);
        return;
      }
      if (mask.kind === 'gpu') {
        const made = onGpu(ctx, [mask, previous], (gpu, now, before) => gpu.smoothMask(now, before, ratio));
        if (made !== undefined) ctx.outputs.MASK_SMOOTHED.emit(made);
        return;
      }
      const cpuPrevious = requireCpu('MASK_PREVIOUS', previous);
      const { kernels } = ctx.services;
      ctx.outputs.MASK_SMOOTHED.emit(
        newMaskImage(kernels, mask.width, mask.height, target =>
          withMask('MASK', kernels, mask, undefined, now =>
            withMask('MASK_PREVIOUS', kernels, cpuPrevious, undefined, before =>
              kernels.smoothMask(now, before, target, ratio),
            ),
          ),
        ),
      );
    },
  }),
});
