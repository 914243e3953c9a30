import { defineCalculator, image, option, required } from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import { newMaskImage } from './new-image.ts';
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
  inputs: { IMAGE: required(image, 'Pictures (rgba8)') },
  outputs: { MASK: required(image, 'Masks (grayf32) of their size, 0..1') },
  options: {
    channel: option.choice(['red', 'green', 'blue', 'alpha'], {
      description: 'The channel that is the mask; 255 becomes 1',
      default: 'green',
    }),
  },
  services: { kernels: imageKernelsService },
  stateless: true,
  open: ({ options }) => ({
    process({ inputs, outputs, services: { kernels } }) {
      if (inputs.IMAGE.value === undefined) return;
      const { data, width, height } = requireRgba('IMAGE', inputs.IMAGE.value);
      const channel = CHANNELS[options.channel];
      outputs.MASK.emit(
        newMaskImage(kernels, width, height, target => {
          for (let i = 0; i < target.data.length; i += 1) target.data[i] = (data[i * 4 + channel] ?? 0) / 255;
        }),
      );
    },
  }),
});
