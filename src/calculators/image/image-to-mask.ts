import { anyImage, defineCalculator, option, required } from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import { rgbaToMask } from './kernels/rgba-to-mask.ts';
import { newMaskImage } from './new-image.ts';
import { onGpu } from './on-gpu.ts';
import { requireRgba } from './require-rgba.ts';

const CHANNELS = { red: 0, green: 1, blue: 2, alpha: 3 } as const;

/** Takes one channel of pictures as masks: the way back of MaskToImageCalculator. */
export const imageToMaskCalculator = defineCalculator({
  name: 'ImageToMaskCalculator',
  summary: 'Takes one channel of pictures as masks.',
  example: `
calculator: ImageToMaskCalculator
input_stream: IMAGE:mask_picture
output_stream: MASK:mask
`,
  inputs: { IMAGE: required(anyImage, 'Pictures (rgba8)') },
  outputs: { MASK: required(anyImage, 'Masks (grayf32) of their size, 0..1') },
  options: {
    channel: option.choice(['red', 'green', 'blue', 'alpha'], {
      description: 'The channel that is the mask; 255 becomes 1',
      default: 'green',
    }),
  },
  services: { kernels: imageKernelsService },
  stateless: true,
  open: () => ({
    process(ctx) {
      const { value } = ctx.inputs.IMAGE;
      if (value === undefined) return;
      const channel = CHANNELS[ctx.options.channel];
      if (value.kind === 'gpu') {
        const made = onGpu(ctx, [value], (gpu, picture) => gpu.rgbaToMask(picture, channel));
        if (made !== undefined) ctx.outputs.MASK.emit(made);
        return;
      }
      const picture = requireRgba('IMAGE', value);
      const { kernels } = ctx.services;
      ctx.outputs.MASK.emit(
        newMaskImage(kernels, picture.width, picture.height, target => rgbaToMask(picture, target, channel)),
      );
    },
  }),
});
