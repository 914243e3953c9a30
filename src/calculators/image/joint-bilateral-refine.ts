import { anyImage, defineCalculator, option, required } from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import { newMaskImage } from './new-image.ts';
import { onGpu } from './on-gpu.ts';
import { requireCpu } from './require-cpu.ts';
import { requireRgba } from './require-rgba.ts';
import { withMask } from './with-mask.ts';

/**
 * Brings a mask to the size of the picture and pulls its edges to the picture's.
 *
 * With `enabled: false` the mask is only enlarged, bilinearly. At a timestamp without either input nothing is sent.
 * Pixels whose window sees a mask flat within `flat_tolerance` keep the enlarged mask: most of a picture, and the
 * reason why this is affordable at full resolution.
 */
export const jointBilateralRefineCalculator = defineCalculator({
  name: 'JointBilateralRefineCalculator',
  summary: 'Enlarges a mask to a picture’s size and pulls its edges to the picture’s edges.',
  example: `
calculator: JointBilateralRefineCalculator
input_stream: [IMAGE:frame, MASK:mask]
output_stream: MASK:fine_mask
options: {sigma_space: 2, sigma_color: 0.1, radius: 3}
`,
  inputs: {
    IMAGE: required(anyImage, 'The picture that guides (rgba8)'),
    MASK: required(anyImage, 'The mask, usually smaller than the picture'),
  },
  outputs: { MASK: required(anyImage, 'The mask at the picture’s size (grayf32)') },
  options: {
    enabled: option.boolean({ description: 'Whether to refine; otherwise the mask is only enlarged', default: true }),
    sigma_space: option.number({
      description: 'Standard deviation of distance, in pixels of the picture',
      default: 2,
      exclusiveMinimum: 0,
    }),
    sigma_color: option.number({
      description: 'Standard deviation of colour distance (Euclidean over RGB in 0..1)',
      default: 0.1,
      exclusiveMinimum: 0,
    }),
    radius: option.integer({
      description: 'Half the window, in pixels of the picture. Time grows with its square',
      default: 3,
      minimum: 0,
      maximum: 32,
    }),
    stride: option.integer({
      description:
        'Take every n-th offset of the window in both axes. 1 is the exact filter; 2 takes a quarter of the time',
      default: 1,
      minimum: 1,
      maximum: 8,
    }),
    flat_tolerance: option.number({
      description:
        'Mask differences up to this count as flat, where nothing is refined. The default is four steps of 8 bits',
      default: 1 / 64,
      minimum: 0,
      maximum: 1,
    }),
  },
  services: { kernels: imageKernelsService },
  stateless: true,
  open: () => ({
    process(ctx) {
      const picture = ctx.inputs.IMAGE.value;
      const mask = ctx.inputs.MASK.value;
      if (picture === undefined || mask === undefined) return;
      const { enabled, radius, stride, sigma_space, sigma_color, flat_tolerance } = ctx.options;
      if (!enabled && mask.format === 'grayf32' && mask.width === picture.width && mask.height === picture.height) {
        ctx.outputs.MASK.forward(ctx.inputs.MASK.packet);
        return;
      }
      const options = {
        radius,
        stride,
        sigmaSpace: sigma_space,
        sigmaColor: sigma_color,
        flatTolerance: flat_tolerance,
      };
      if (picture.kind === 'gpu') {
        const made = onGpu(ctx, [picture, mask], (gpu, guide, low) =>
          enabled ? gpu.jointBilateral(guide, low, options) : gpu.upsampleMask(low, guide),
        );
        if (made !== undefined) ctx.outputs.MASK.emit(made);
        return;
      }
      const guide = requireRgba('IMAGE', picture);
      const { kernels } = ctx.services;
      const cpuMask = requireCpu('MASK', mask);
      ctx.outputs.MASK.emit(
        newMaskImage(kernels, guide.width, guide.height, target =>
          withMask('MASK', kernels, cpuMask, undefined, low => {
            if (!enabled) kernels.upsampleMask(low, target);
            else kernels.jointBilateral(guide, low, target, options);
          }),
        ),
      );
    },
  }),
});
