import { anyImage, defineCalculator, option, required } from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import { cleanMask } from './kernels/clean-mask.ts';
import { newMaskImage } from './new-image.ts';
import { onGpu } from './on-gpu.ts';
import { withMask } from './with-mask.ts';

/**
 * Removes islands and fills holes that are too small to be meant, as networks leave them in patterned clothes and
 * rooms. Each wrong one is a spot that stays sharp in a blurred room, or a hole in a person.
 *
 * Soft rims stay soft: what changes sides is mirrored about one half.
 */
export const maskCleanupCalculator = defineCalculator({
  name: 'MaskCleanupCalculator',
  summary: 'Removes small islands from masks and fills small holes.',
  example: `
calculator: MaskCleanupCalculator
input_stream: MASK:raw_mask
output_stream: MASK:clean_mask
options: {smallest_island: 0.006, smallest_hole: 0.003}
`,
  inputs: { MASK: required(anyImage, 'Masks (grayf32 or gray8), 1 = person') },
  outputs: { MASK: required(anyImage, 'The masks without them (grayf32)') },
  options: {
    smallest_island: option.number({
      description: 'Regions at or above one half that are smaller than this share of the picture go',
      default: 0.006,
      minimum: 0,
      maximum: 1,
    }),
    smallest_hole: option.number({
      description: 'Regions below one half that are smaller than this share of the picture are filled',
      default: 0.003,
      minimum: 0,
      maximum: 1,
    }),
  },
  services: { kernels: imageKernelsService },
  open: () => ({
    process(ctx) {
      const { MASK } = ctx.inputs;
      const value = MASK.value;
      if (value === undefined) return;
      const { smallest_island, smallest_hole } = ctx.options;
      const { width, height } = value;
      const pixels = width * height;
      const options = { smallestIsland: smallest_island * pixels, smallestHole: smallest_hole * pixels };
      if (value.kind === 'gpu') {
        const made = onGpu(ctx, [value], (gpu, mask) => gpu.cleanMask(mask, options));
        if (made !== undefined) ctx.outputs.MASK.emit(made);
        return;
      }
      const { kernels } = ctx.services;
      ctx.outputs.MASK.emit(
        newMaskImage(kernels, width, height, target =>
          withMask('MASK', kernels, value, undefined, mask => {
            cleanMask(mask, target, options);
          }),
        ),
      );
    },
  }),
});
