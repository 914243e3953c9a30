import { anyImage, defineCalculator, option, required } from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import { cleanMask } from './kernels/clean-mask.ts';
import { trimMask } from './kernels/trim-mask.ts';
import { newMaskImage } from './new-image.ts';
import { onGpu } from './on-gpu.ts';
import { withMask } from './with-mask.ts';

/**
 * Removes islands and fills holes that are too small to be meant, as networks leave them in patterned clothes and
 * rooms. Each wrong one is a spot that stays sharp in a blurred room, or a hole in a person.
 *
 * Strips that hang on a person are of the room as well: shelves, chair backs, seams of light. They are thinner than
 * anything of a person that a network of this size finds. Soft rims stay soft: what changes sides is mirrored about one half.
 */
export const maskCleanupCalculator = defineCalculator({
  name: 'MaskCleanupCalculator',
  summary: 'Removes small islands and thin strips from masks and fills small holes.',
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
    thinnest: option.number({
      description: 'Parts thinner than this share of the height go; 0: none',
      default: 0.03,
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
      const { smallest_island, smallest_hole, thinnest } = ctx.options;
      const { width, height } = value;
      const pixels = width * height;
      const sizes = { smallestIsland: smallest_island * pixels, smallestHole: smallest_hole * pixels };
      const thin = { radius: Math.floor((thinnest * height) / 2), smallestCore: sizes.smallestIsland / 2 };
      if (value.kind === 'gpu') {
        const made = onGpu(ctx, [value], (gpu, mask) => {
          const clean = gpu.cleanMask(mask, sizes);
          if (thin.radius === 0) return clean;
          const trimmed = gpu.trimMask(clean, thin);
          const cleanAgain = gpu.cleanMask(trimmed, sizes);
          clean.release();
          trimmed.release();
          return cleanAgain;
        });
        if (made !== undefined) ctx.outputs.MASK.emit(made);
        return;
      }
      const { kernels } = ctx.services;
      ctx.outputs.MASK.emit(
        newMaskImage(kernels, width, height, target =>
          withMask('MASK', kernels, value, undefined, mask => {
            cleanMask(mask, target, sizes);
            if (thin.radius === 0) return;
            trimMask(target, target, thin);
            // What is left of a region may be too small, and a strip that closed a loop has left no hole.
            cleanMask(target, target, sizes);
          }),
        ),
      );
    },
  }),
});
