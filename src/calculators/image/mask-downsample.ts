import { anyImage, defineCalculator, required } from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import { downsampleMask } from './kernels/downsample-mask.ts';
import { newMaskImage } from './new-image.ts';
import { onGpu } from './on-gpu.ts';
import { withMask } from './with-mask.ts';

/**
 * Brings masks to the size of another stream's images by area averaging, as a network's input is made: a true mask to
 * the size that a network's mask has, so that the network can be judged at its own resolution.
 *
 * A mask that has the size already is passed on as it is; of a moment with only one of the two nothing is sent.
 */
export const maskDownsampleCalculator = defineCalculator({
  name: 'MaskDownsampleCalculator',
  summary: 'Resizes masks to the size of other images by box averages.',
  example: `
calculator: MaskDownsampleCalculator
input_stream: [MASK:true_mask, SIZE_OF:network_mask]
output_stream: MASK:small_true_mask
`,
  inputs: {
    MASK: required(anyImage, 'Masks (grayf32 or gray8)'),
    SIZE_OF: required(anyImage, 'Images or masks of the wanted size'),
  },
  outputs: { MASK: required(anyImage, 'The masks at that size (grayf32)') },
  services: { kernels: imageKernelsService },
  open: () => ({
    process(ctx) {
      const { MASK, SIZE_OF } = ctx.inputs;
      const value = MASK.value;
      if (value === undefined || SIZE_OF.value === undefined) return;
      const { width, height } = SIZE_OF.value;
      if (value.width === width && value.height === height) {
        ctx.outputs.MASK.forward(MASK.packet);
        return;
      }
      if (value.kind === 'gpu') {
        const made = onGpu(ctx, [value], (gpu, mask) => gpu.downsampleMask(mask, { width, height }));
        if (made !== undefined) ctx.outputs.MASK.emit(made);
        return;
      }
      const { kernels } = ctx.services;
      ctx.outputs.MASK.emit(
        newMaskImage(kernels, width, height, target =>
          withMask('MASK', kernels, value, undefined, mask => {
            downsampleMask(mask, target);
          }),
        ),
      );
    },
  }),
});
