import { blendBlurred } from './blend-blurred.ts';
import { composite } from './composite.ts';
import type { ImageKernels, PooledBuffer } from './image-kernels.ts';
import { jointBilateral } from './joint-bilateral.ts';
import { lightWrap } from './light-wrap.ts';
import { resizeRgba } from './resize-rgba.ts';
import { resizeToTensor } from './resize-to-tensor.ts';
import { rgbaToYuv } from './rgba-to-yuv.ts';
import { segmentationActivation } from './segmentation-activation.ts';
import { smoothMask } from './smooth-mask.ts';
import { upsampleMask } from './upsample-mask.ts';
import { weightedBlur } from './weighted-blur.ts';
import { weightedDownsample } from './weighted-downsample.ts';
import { yuvToRgba } from './yuv-to-rgba.ts';

/**
 * The kernels in plain TypeScript: the definition of each, and the fallback where WebAssembly SIMD is missing. Buffers
 * come from the JavaScript heap and are not pooled.
 */
export function typescriptKernels(reason: string): ImageKernels {
  let liveBuffers = 0;
  let liveBytes = 0;
  let disposed = false;
  const lend = <T extends Uint8Array | Float32Array>(data: T): PooledBuffer<T> => {
    if (disposed) throw new Error('image kernels: used after dispose(). Create new ones with createImageKernels().');
    let released = false;
    liveBuffers++;
    liveBytes += data.byteLength;
    return {
      data,
      release: () => {
        if (released)
          throw new Error('image kernels: a buffer was released twice. Release it once, after its last use.');
        released = true;
        liveBuffers--;
        liveBytes -= data.byteLength;
      },
    };
  };
  return {
    backend: 'typescript',
    reason,
    allocRgba: (width, height) => lend(new Uint8Array(width * height * 4)),
    allocPlane: (width, height) => lend(new Float32Array(width * height)),
    allocBytes: length => lend(new Uint8Array(length)),
    allocFloats: length => lend(new Float32Array(length)),
    stats: () => ({ liveBuffers, liveBytes, pooledBytes: 0, overflowed: 0 }),
    dispose: () => {
      disposed = true;
    },
    resizeRgba,
    resizeToTensor,
    upsampleMask,
    jointBilateral,
    weightedDownsample,
    weightedBlur,
    blendBlurred,
    lightWrap,
    composite,
    smoothMask,
    segmentationActivation,
    yuvToRgba,
    rgbaToYuv,
  };
}
