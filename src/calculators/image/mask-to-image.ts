import { defineCalculator, image, required } from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import { newRgbaImage } from './new-image.ts';
import { withMask } from './with-mask.ts';

/** Paints masks as gray pictures, to be looked at or written to a video: 1 is white. Pictures pass as they are. */
export const maskToImageCalculator = defineCalculator({
  name: 'MaskToImageCalculator',
  summary: 'Paints masks as gray pictures; pictures pass as they are.',
  example: `
calculator: MaskToImageCalculator
input_stream: MASK:mask
output_stream: IMAGE:mask_picture
`,
  inputs: { MASK: required(image, 'Masks, or pictures') },
  outputs: { IMAGE: required(image, 'Pictures (rgba8) of their size') },
  services: { kernels: imageKernelsService },
  stateless: true,
  open: () => ({
    process({ inputs, outputs, services: { kernels } }) {
      if (inputs.MASK.value === undefined) return;
      if (inputs.MASK.value.format === 'rgba8') {
        outputs.IMAGE.forward(inputs.MASK.packet);
        return;
      }
      const picture = withMask('MASK', kernels, inputs.MASK.value, undefined, ({ width, height, data }) =>
        newRgbaImage(kernels, width, height, target => {
          const pixels = new Uint32Array(target.data.buffer, target.data.byteOffset, width * height);
          for (let i = 0; i < pixels.length; i += 1) {
            const level = Math.round(Math.min(1, Math.max(0, data[i] ?? 0)) * 255);
            pixels[i] = (0xff000000 | (level * 0x010101)) >>> 0;
          }
        }),
      );
      outputs.IMAGE.emit(picture);
    },
  }),
});
