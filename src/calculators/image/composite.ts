import { defineCalculator, image, required } from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import { newRgbaImage } from './new-image.ts';
import { requireRgba } from './require-rgba.ts';
import { withMask } from './with-mask.ts';

/**
 * Puts one picture over another through a mask: `mask * foreground + (1 - mask) * background`.
 *
 * Both pictures have one size; the mask may have any. At a timestamp without one of the three nothing is sent.
 */
export const compositeCalculator = defineCalculator({
  name: 'CompositeCalculator',
  summary: 'Puts one picture over another through a mask.',
  example: `
calculator: CompositeCalculator
input_stream: [FOREGROUND:frame, BACKGROUND:plate, MASK:mask]
output_stream: IMAGE:composited
`,
  inputs: {
    FOREGROUND: required(image, 'What is seen where the mask is 1 (rgba8)'),
    BACKGROUND: required(image, 'What is seen where the mask is 0 (rgba8)'),
    MASK: required(image, 'The mask'),
  },
  outputs: { IMAGE: required(image, 'The mixed picture') },
  services: { kernels: imageKernelsService },
  stateless: true,
  open: () => ({
    process(ctx) {
      const { FOREGROUND, BACKGROUND, MASK } = ctx.inputs;
      if (FOREGROUND.value === undefined || BACKGROUND.value === undefined || MASK.value === undefined) return;
      const foreground = requireRgba('FOREGROUND', FOREGROUND.value);
      const background = requireRgba('BACKGROUND', BACKGROUND.value);
      const alpha = MASK.value;
      const { kernels } = ctx.services;
      ctx.outputs.IMAGE.emit(
        newRgbaImage(kernels, foreground.width, foreground.height, target =>
          withMask('MASK', kernels, alpha, foreground, mask => kernels.composite(foreground, background, mask, target)),
        ),
      );
    },
  }),
});
