import { checkLightWrapOptions } from '../light-wrap.ts';
import { checkWeightedBlurOptions } from '../weighted-blur.ts';
import { blendBlurredKernel, weightedBlurKernel, weightedDownsampleKernel } from './blur-kernels.ts';
import { compositeKernel, lightWrapKernel } from './composite-kernels.ts';
import type { GpuImageKernels } from './gpu-image-kernels.ts';
import type { GpuKernelHost } from './gpu-kernel-host.ts';
import { f32 } from './kernel-runner.ts';
import { sameSize } from './same-size.ts';

/** Backgrounds blurred or replaced by a mask. */
export function gpuBlends({
  bufferOf,
  lend,
  paint,
  runner,
}: GpuKernelHost): Pick<GpuImageKernels, 'blurBackground' | 'lightWrap' | 'composite'> {
  return {
    blurBackground(frame, mask, low, options) {
      checkWeightedBlurOptions(options);
      sameSize('blurBackground', 'frame and mask', frame, mask);
      const picture = bufferOf('blurBackground', 'frame', frame, 'rgba8');
      const alpha = bufferOf('blurBackground', 'mask', mask, 'grayf32');
      const sizes = [frame.width, frame.height, low.width, low.height];
      const one = lend(low, 16);
      const other = lend(low, 16);
      runner.run(weightedDownsampleKernel, low, sizes, [picture, alpha, one.buffer]);
      const { radius, sigma, iterations } = options;
      const falloff = f32(-1 / (2 * sigma * sigma));
      for (let round = 0; round < iterations; round++) {
        const across = [low.width, low.height, 1, 0, radius, falloff];
        const down = [low.width, low.height, 0, 1, radius, falloff];
        runner.run(weightedBlurKernel, low, across, [one.buffer, other.buffer]);
        runner.run(weightedBlurKernel, low, down, [other.buffer, one.buffer]);
      }
      const uniforms = [low.width, low.height, frame.width, frame.height];
      const goal = paint(blendBlurredKernel, 'rgba8', frame, uniforms, [picture, alpha, one.buffer]);
      one.release();
      other.release();
      return goal;
    },
    lightWrap(frame, background, mask, options) {
      checkLightWrapOptions(options);
      sameSize('lightWrap', 'frame and background', frame, background);
      sameSize('lightWrap', 'frame and mask', frame, mask);
      const [lo, hi] = options.coverage;
      const { strength, blend } = options;
      const uniforms = [frame.width, frame.height, f32(lo), f32(hi), f32(strength), blend === 'add' ? 1 : 0];
      return paint(lightWrapKernel, 'rgba8', frame, uniforms, [
        bufferOf('lightWrap', 'frame', frame, 'rgba8'),
        bufferOf('lightWrap', 'background', background, 'rgba8'),
        bufferOf('lightWrap', 'mask', mask, 'grayf32'),
      ]);
    },
    composite(foreground, background, mask) {
      sameSize('composite', 'foreground and background', foreground, background);
      sameSize('composite', 'foreground and mask', foreground, mask);
      return paint(
        compositeKernel,
        'rgba8',
        foreground,
        [foreground.width, foreground.height],
        [
          bufferOf('composite', 'foreground', foreground, 'rgba8'),
          bufferOf('composite', 'background', background, 'rgba8'),
          bufferOf('composite', 'mask', mask, 'grayf32'),
        ],
      );
    },
  };
}
