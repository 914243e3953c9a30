import { checkJointBilateralOptions } from '../joint-bilateral.ts';
import { checkChannel } from '../rgba-to-mask.ts';
import { uncertaintyCoefficients } from '../smooth-mask.ts';
import { cleanMaskKernels } from './clean-mask-kernels.ts';
import type { GpuImageKernels } from './gpu-image-kernels.ts';
import type { GpuKernelHost } from './gpu-kernel-host.ts';
import { jointBilateralKernel } from './joint-bilateral-kernel.ts';
import { f32 } from './kernel-runner.ts';
import { activationKernel, smoothMaskKernel, upsampleMaskKernel } from './mask-kernels.ts';
import { downsampleMaskKernel, maskToRgbaKernel, rgbaToMaskKernel } from './mask-picture-kernels.ts';
import { sameSize } from './same-size.ts';
import { trimMaskKernels } from './trim-mask-kernels.ts';

type MaskKernels = Pick<
  GpuImageKernels,
  | 'segmentationActivation'
  | 'cleanMask'
  | 'trimMask'
  | 'smoothMask'
  | 'upsampleMask'
  | 'downsampleMask'
  | 'maskToRgba'
  | 'rgbaToMask'
  | 'jointBilateral'
>;

/** From the values of a network to a mask of the picture’s size; and masks as pictures, and back. */
export function gpuMasks({ bufferOf, isOwn, lend, paint, runner }: GpuKernelHost): MaskKernels {
  const masks: MaskKernels = {
    segmentationActivation(source, size, { activation, channels, channel }) {
      if (!isOwn(source)) {
        throw new RangeError('segmentationActivation: the tensor lies on another device. Bring it to this one first.');
      }
      if (channel >= channels || (activation === 'softmax' && channels !== 2)) {
        throw new RangeError(
          `segmentationActivation: ${activation} of channel ${channel} of ${channels}. Give a channel that is there; softmax is over two.`,
        );
      }
      const mode = activation === 'none' ? 0 : activation === 'sigmoid' ? 1 : 2;
      const uniforms = [size.width, size.height, channels, channel, mode];
      return paint(activationKernel, 'grayf32', size, uniforms, [source.memory.buffer]);
    },
    cleanMask(mask, { smallestIsland, smallestHole }) {
      const source = bufferOf('cleanMask', 'mask', mask, 'grayf32');
      const parents = lend(mask);
      const sizes = lend(mask);
      const { width, height } = mask;
      // Sizes are whole: below 2.5 is below 3.
      const uniforms = [width, height, Math.ceil(smallestIsland), Math.ceil(smallestHole)];
      runner.run(cleanMaskKernels.begin, mask, uniforms, [source, parents.buffer, sizes.buffer]);
      runner.run(cleanMaskKernels.join, mask, uniforms, [source, parents.buffer]);
      runner.run(cleanMaskKernels.count, mask, uniforms, [source, parents.buffer, sizes.buffer]);
      const goal = paint(cleanMaskKernels.apply, 'grayf32', mask, uniforms, [source, parents.buffer, sizes.buffer]);
      parents.release();
      sizes.release();
      return goal;
    },
    trimMask(mask, { radius, smallestCore }) {
      const source = bufferOf('trimMask', 'mask', mask, 'grayf32');
      const { width, height } = mask;
      const core = paint(trimMaskKernels.erode, 'grayf32', mask, [width, height, radius], [source]);
      const large = masks.cleanMask(core, { smallestIsland: smallestCore, smallestHole: 0 });
      const left = bufferOf('trimMask', 'core', large, 'grayf32');
      const goal = paint(trimMaskKernels.apply, 'grayf32', mask, [width, height, radius + 1], [source, left]);
      core.release();
      large.release();
      return goal;
    },
    smoothMask(current, previous, ratio) {
      sameSize('smoothMask', 'current and previous', current, previous);
      const sources = [
        bufferOf('smoothMask', 'current', current, 'grayf32'),
        bufferOf('smoothMask', 'previous', previous, 'grayf32'),
      ];
      const uniforms = [current.width, current.height, f32(ratio), ...uncertaintyCoefficients.map(f32)];
      return paint(smoothMaskKernel, 'grayf32', current, uniforms, sources);
    },
    upsampleMask(mask, size) {
      const uniforms = [mask.width, mask.height, size.width, size.height];
      const source = bufferOf('upsampleMask', 'mask', mask, 'grayf32');
      return paint(upsampleMaskKernel, 'grayf32', size, uniforms, [source]);
    },
    downsampleMask(mask, size) {
      const source = bufferOf('downsampleMask', 'mask', mask, 'grayf32');
      const uniforms = [mask.width, mask.height, size.width, size.height];
      return paint(downsampleMaskKernel, 'grayf32', size, uniforms, [source]);
    },
    maskToRgba(mask) {
      const source = bufferOf('maskToRgba', 'mask', mask, 'grayf32');
      return paint(maskToRgbaKernel, 'rgba8', mask, [mask.width, mask.height], [source]);
    },
    rgbaToMask(picture, channel) {
      checkChannel(channel);
      const source = bufferOf('rgbaToMask', 'picture', picture, 'rgba8');
      return paint(rgbaToMaskKernel, 'grayf32', picture, [picture.width, picture.height, channel], [source]);
    },
    jointBilateral(guide, mask, options) {
      checkJointBilateralOptions(options);
      const { radius, stride, sigmaSpace, sigmaColor, flatTolerance } = options;
      const picture = bufferOf('jointBilateral', 'guide', guide, 'rgba8');
      const up = masks.upsampleMask(mask, guide);
      const goal = paint(
        jointBilateralKernel,
        'grayf32',
        guide,
        [
          ...[guide.width, guide.height, mask.width, mask.height, radius, stride],
          f32(-1 / (2 * sigmaSpace * sigmaSpace)),
          f32(-1 / (2 * (255 * sigmaColor) ** 2)),
          f32(flatTolerance),
        ],
        [picture, mask.memory.buffer, up.memory.buffer],
      );
      up.release();
      return goal;
    },
  };
  return masks;
}
