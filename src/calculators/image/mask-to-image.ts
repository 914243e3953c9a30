import { anyImage, defineCalculator, required } from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import { maskToRgba } from './kernels/mask-to-rgba.ts';
import { newRgbaImage } from './new-image.ts';
import { onGpu } from './on-gpu.ts';
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
  inputs: { MASK: required(anyImage, 'Masks, or pictures') },
  outputs: { IMAGE: required(anyImage, 'Pictures (rgba8) of their size') },
  services: { kernels: imageKernelsService },
  stateless: true,
  open: () => ({
    process(ctx) {
      const { packet, value } = ctx.inputs.MASK;
      if (value === undefined) return;
      if (value.format === 'rgba8') {
        ctx.outputs.IMAGE.forward(packet);
        return;
      }
      if (value.kind === 'gpu') {
        const made = onGpu(ctx, [value], (gpu, mask) => gpu.maskToRgba(mask));
        if (made !== undefined) ctx.outputs.IMAGE.emit(made);
        return;
      }
      const { kernels } = ctx.services;
      const picture = withMask('MASK', kernels, value, undefined, mask =>
        newRgbaImage(kernels, mask.width, mask.height, target => maskToRgba(mask, target)),
      );
      ctx.outputs.IMAGE.emit(picture);
    },
  }),
});
