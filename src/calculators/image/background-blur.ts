import { anyImage, defineCalculator, option, required } from '../../graph/index.ts';
import { imageKernelsService } from './image-kernels-service.ts';
import { newRgbaImage } from './new-image.ts';
import { emitFinished, onGpu, withGpuMask } from './on-gpu.ts';
import { requireCpu } from './require-cpu.ts';
import { requireRgba } from './require-rgba.ts';
import { withMask } from './with-mask.ts';

/**
 * Blurs what is behind the person and leaves the person sharp, without a halo.
 *
 * The background is shrunk with each pixel weighted by `c = 1 - mask`, blurred by a separable Gaussian with the same
 * weights, normalised by the weights' sum, enlarged, and put under the frame: `mask * frame + (1 - mask) * blurred`.
 * The tap range is the same everywhere; the strength follows the mask through the blend and the weights.
 *
 * Mask 1 gives the frame's bytes; mask 0 everywhere gives an ordinary Gaussian blur; one colour stays that colour. The
 * mask may have any size. At a timestamp without either input nothing is sent.
 */
export const backgroundBlurCalculator = defineCalculator({
  name: 'BackgroundBlurCalculator',
  summary: 'Blurs the background of a picture, weighted so that the foreground never bleeds into it.',
  example: `
calculator: BackgroundBlurCalculator
input_stream: [IMAGE:frame, MASK:fine_mask]
output_stream: IMAGE:blurred
options: {scale: 0.25, radius: 6, sigma: 3, iterations: 2}
`,
  inputs: {
    IMAGE: required(anyImage, 'Pictures (rgba8)'),
    MASK: required(anyImage, 'Masks, 1 = sharp'),
  },
  outputs: { IMAGE: required(anyImage, 'The pictures with their background blurred') },
  options: {
    scale: option.number({
      description: 'The size at which is blurred, as a share of the picture’s. Smaller is faster and blurs wider',
      default: 0.25,
      exclusiveMinimum: 0,
      maximum: 1,
    }),
    radius: option.integer({
      description: 'Taps to either side, in pixels of the blurred size',
      default: 6,
      minimum: 1,
      maximum: 64,
    }),
    sigma: option.number({
      description: 'Standard deviation of the Gaussian, in pixels of the blurred size',
      default: 3,
      exclusiveMinimum: 0,
    }),
    iterations: option.integer({
      description: 'Rounds of a horizontal and a vertical pass; n rounds widen the blur by the square root of n',
      default: 2,
      minimum: 1,
      maximum: 16,
    }),
  },
  services: { kernels: imageKernelsService },
  stateless: true,
  open: () => ({
    process(ctx) {
      const picture = ctx.inputs.IMAGE.value;
      const alpha = ctx.inputs.MASK.value;
      if (picture === undefined || alpha === undefined) return undefined;
      const { scale, radius, sigma, iterations } = ctx.options;
      const width = Math.max(1, Math.round(picture.width * scale));
      const height = Math.max(1, Math.round(picture.height * scale));
      if (picture.kind === 'gpu') {
        return onGpu(ctx, [picture, alpha], (gpu, frame, mask) => {
          const made = withGpuMask(gpu, mask, frame, fitted =>
            gpu.blurBackground(frame, fitted, { width, height }, { radius, sigma, iterations }),
          );
          return emitFinished(ctx, gpu, made, ctx.outputs.IMAGE);
        });
      }
      const frame = requireRgba('IMAGE', picture);
      const cpuAlpha = requireCpu('MASK', alpha);
      const { kernels } = ctx.services;
      ctx.outputs.IMAGE.emit(
        newRgbaImage(kernels, frame.width, frame.height, target =>
          withMask('MASK', kernels, cpuAlpha, frame, mask => {
            const buffer = kernels.allocFloats(width * height * 4);
            try {
              const low = { width, height, data: buffer.data };
              kernels.weightedDownsample(frame, mask, low);
              kernels.weightedBlur(low, { radius, sigma, iterations });
              kernels.blendBlurred(frame, mask, low, target);
            } finally {
              buffer.release();
            }
          }),
        ),
      );
      return undefined;
    },
  }),
});
