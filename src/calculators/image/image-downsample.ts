import { anyImage, defineCalculator, option, required } from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import { newRgbaImage } from './new-image.ts';
import { onGpu } from './on-gpu.ts';
import { requireRgba } from './require-rgba.ts';

/**
 * Resizes pictures to a fixed size, usually to what a network sees.
 *
 * A picture that has the size already is passed on as it is. The aspect ratio is not kept.
 */
export const imageDownsampleCalculator = defineCalculator({
  name: 'ImageDownsampleCalculator',
  summary: 'Resizes pictures to a fixed size by box averages or bilinear samples.',
  example: `
calculator: ImageDownsampleCalculator
input_stream: IMAGE:frame
output_stream: IMAGE:small
options: {width: 256, height: 144, filter: area}
`,
  inputs: { IMAGE: required(anyImage, 'Pictures (rgba8)') },
  outputs: { IMAGE: required(anyImage, 'The pictures at the new size') },
  options: {
    width: option.integer({ description: 'The new width in pixels', required: true, minimum: 1, maximum: 16384 }),
    height: option.integer({ description: 'The new height in pixels', required: true, minimum: 1, maximum: 16384 }),
    filter: option.choice(['area', 'bilinear'], {
      description:
        'area: the mean of all pixels below a new one, right for shrinking. bilinear: four pixels around its centre, right for enlarging',
      default: 'area',
    }),
  },
  services: { kernels: imageKernelsService },
  stateless: true,
  open: () => ({
    process(ctx) {
      const input = ctx.inputs.IMAGE;
      if (input.value === undefined) return;
      const { width, height, filter } = ctx.options;
      if (input.value.width === width && input.value.height === height && input.value.format === 'rgba8') {
        ctx.outputs.IMAGE.forward(input.packet);
        return;
      }
      if (input.value.kind === 'gpu') {
        const made = onGpu(ctx, [input.value], (gpu, source) => gpu.resizeRgba(source, { width, height }, filter));
        if (made !== undefined) ctx.outputs.IMAGE.emit(made);
        return;
      }
      const source = requireRgba('IMAGE', input.value);
      const { kernels } = ctx.services;
      ctx.outputs.IMAGE.emit(
        newRgbaImage(kernels, width, height, target => kernels.resizeRgba(source, target, filter)),
      );
    },
  }),
});
