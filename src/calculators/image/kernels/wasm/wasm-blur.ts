import { checkBlendBlurred } from '../blend-blurred.ts';
import type { ImageKernels } from '../image-kernels.ts';
import { checkWeightedBlur, gaussianTaps } from '../weighted-blur.ts';
import { checkWeightedDownsample } from '../weighted-downsample.ts';
import type { KernelHost } from './kernel-host.ts';

/** The blur of a background: weighted shrinking, the blur itself, and its blending into the frame. */
export function wasmBlur({
  kernels,
  reference,
  run,
  tables,
}: KernelHost): Pick<ImageKernels, 'weightedDownsample' | 'weightedBlur' | 'blendBlurred'> {
  return {
    weightedDownsample: (frame, mask, target) => {
      checkWeightedDownsample(frame, mask, target);
      run(
        call =>
          kernels.weightedDownsample(
            call.input(frame.data),
            call.input(mask.data),
            frame.width,
            tables.area(frame.width, target.width),
            tables.area(frame.height, target.height),
            call.output(target.data),
            target.width,
            target.height,
            call.scratch((frame.width + 4) * 16),
            (target.width * target.height) / (frame.width * frame.height),
          ),
        () => reference.weightedDownsample(frame, mask, target),
      );
    },
    weightedBlur: (pixels, options) => {
      checkWeightedBlur(pixels, options);
      const { width, height } = pixels;
      run(
        call => {
          const data = call.inOut(pixels.data);
          const taps = call.floats(gaussianTaps(options));
          const between = call.scratch(width * height * 16);
          const weighed = call.scratch(width * height * 16);
          const line = call.scratch((width + 2 * options.radius + 4) * 16);
          for (let i = 0; i < options.iterations; i++) {
            kernels.weightedBlur(data, width, height, taps, options.radius, between, weighed, line);
          }
        },
        () => reference.weightedBlur(pixels, options),
      );
    },
    blendBlurred: (frame, mask, low, target) => {
      checkBlendBlurred(frame, mask, low, target);
      const { width, height } = frame;
      run(
        call =>
          kernels.blendBlurred(
            call.input(frame.data),
            call.input(mask.data),
            call.input(low.data),
            low.width,
            tables.linear(low.width, width),
            tables.linear(low.height, height),
            call.output(target.data),
            width,
            height,
            call.scratch((width + 4) * 24),
          ),
        () => reference.blendBlurred(frame, mask, low, target),
      );
    },
  };
}
