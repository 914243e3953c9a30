import { anyImage, defineCalculator, required } from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import { newRgbaImage } from './new-image.ts';
import { emitFinished, onGpu, withGpuMask } from './on-gpu.ts';
import { requireCpu } from './require-cpu.ts';
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
    FOREGROUND: required(anyImage, 'What is seen where the mask is 1 (rgba8)'),
    BACKGROUND: required(anyImage, 'What is seen where the mask is 0 (rgba8)'),
    MASK: required(anyImage, 'The mask'),
  },
  outputs: { IMAGE: required(anyImage, 'The mixed picture') },
  services: { kernels: imageKernelsService },
  stateless: true,
  open: () => ({
    process(ctx) {
      const { FOREGROUND, BACKGROUND, MASK } = ctx.inputs;
      if (FOREGROUND.value === undefined || BACKGROUND.value === undefined || MASK.value === undefined) {
        return undefined;
      }
      if ([FOREGROUND.value, BACKGROUND.value, MASK.value].some(one => one.kind === 'gpu')) {
        return onGpu(ctx, [FOREGROUND.value, BACKGROUND.value, MASK.value], (gpu, front, back, mask) => {
          const made = withGpuMask(gpu, mask, front, fitted => gpu.composite(front, back, fitted));
          return emitFinished(ctx, gpu, made, ctx.outputs.IMAGE);
        });
      }
      const foreground = requireRgba('FOREGROUND', requireCpu('FOREGROUND', FOREGROUND.value));
      const background = requireRgba('BACKGROUND', requireCpu('BACKGROUND', BACKGROUND.value));
      const alpha = requireCpu('MASK', MASK.value);
      const { kernels } = ctx.services;
      ctx.outputs.IMAGE.emit(
        newRgbaImage(kernels, foreground.width, foreground.height, target =>
          withMask('MASK', kernels, alpha, foreground, mask => kernels.composite(foreground, background, mask, target)),
        ),
      );
      return undefined;
    },
  }),
});
