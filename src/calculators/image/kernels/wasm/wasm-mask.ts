import type { ImageKernels } from '../image-kernels.ts';
import { checkSegmentationActivation } from '../segmentation-activation.ts';
import { checkSmoothMask } from '../smooth-mask.ts';
import type { KernelHost } from './kernel-host.ts';

/** From the values of a network to a mask, and over time. */
export function wasmMask({
  kernels,
  reference,
  run,
}: KernelHost): Pick<ImageKernels, 'smoothMask' | 'segmentationActivation'> {
  return {
    smoothMask: (current, previous, target, ratio) => {
      checkSmoothMask(current, previous, target);
      run(
        call =>
          kernels.smoothMask(
            call.input(current.data),
            call.input(previous.data),
            call.output(target.data),
            current.data.length,
            ratio,
          ),
        () => reference.smoothMask(current, previous, target, ratio),
      );
    },
    segmentationActivation: (source, target, options) => {
      checkSegmentationActivation(source, target, options);
      const { activation, channels, channel } = options;
      run(
        call => {
          const from = call.input(source);
          const to = call.output(target);
          if (activation === 'none') kernels.pickChannel(from, to, target.length, channels, channel);
          else {
            const other = activation === 'softmax' ? 1 - channel : -1;
            kernels.logistic(from, to, target.length, channels, channel, other);
          }
        },
        () => reference.segmentationActivation(source, target, options),
      );
    },
  };
}
