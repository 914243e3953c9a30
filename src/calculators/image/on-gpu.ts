import { type GpuImage, type Image, MillraceError } from '../../graph/index.ts';
import type { GpuImageKernels, GpuKernelMemory, GpuPixels } from './kernels/gpu/gpu-image-kernels.ts';
import { gray8ToFloat } from './kernels/gray8-to-float.ts';
import { lostWithGpu } from './lost-with-gpu.ts';

/** What of a call is needed here. */
interface Counting {
  count(name: string): void;
}

/**
 * Calls `use` with kernels of the device that the first image on a GPU lies on, and with all images on that device; those
 * in CPU memory are uploaded for the time of the call, which the runtime counts.
 *
 * @returns `undefined` where the device of an image is gone, and the image with it: that frame is lost, and counted.
 * @throws MillraceError when no image lies on a GPU that has kernels.
 */
export function onGpu<const N extends readonly (Image | GpuImage)[], T>(
  call: Counting,
  images: N,
  use: (kernels: GpuImageKernels, ...images: { [K in keyof N]: GpuPixels }) => T,
): T | undefined {
  const gpu = images.find(one => one.kind === 'gpu');
  const { kernels } = kernelMemory(gpu);
  const there = images.every(one => one.kind === 'cpu' || (!one.memory.lost && kernelMemory(one).kernels === kernels));
  if (!there || kernels.lost) {
    call.count(lostWithGpu);
    return undefined;
  }
  const uploaded: GpuPixels[] = [];
  const onDevice = images.map(one => {
    if (one.kind === 'gpu') return { ...one, memory: kernelMemory(one) };
    const pixels = kernels.upload(uploadable(one));
    uploaded.push(pixels);
    return pixels;
  });
  try {
    // One for each of `images`, in their order.
    return use(kernels, ...(onDevice as { [K in keyof N]: GpuPixels }));
  } finally {
    for (const one of uploaded) one.release();
  }
}

/** Calls `use` with a mask of the picture's size: the mask itself, or enlarged for the time of the call. */
export function withGpuMask<T>(
  kernels: GpuImageKernels,
  mask: GpuPixels,
  size: { readonly width: number; readonly height: number },
  use: (mask: GpuPixels) => T,
): T {
  if (mask.width === size.width && mask.height === size.height) return use(mask);
  const resized = kernels.upsampleMask(mask, size);
  try {
    return use(resized);
  } finally {
    resized.release();
  }
}

/**
 * Sends a picture when the GPU has finished it, so that latencies are true and limiters limit what is in work; a GPU that
 * is only told what to do would take in frames without end. A picture whose device is lost in the meantime is not sent.
 */
export async function emitFinished(
  call: Counting,
  kernels: GpuImageKernels,
  picture: GpuPixels,
  output: { emit(value: GpuImage): void },
): Promise<void> {
  await kernels.finished();
  if (kernels.lost) {
    picture.release();
    call.count(lostWithGpu);
    return;
  }
  output.emit(picture);
}

/** The memory of an image with its kernels. */
export function kernelMemory(image: Pick<GpuImage, 'memory'> | undefined): GpuKernelMemory {
  if (image !== undefined && isKernelMemory(image.memory)) return image.memory;
  throw new MillraceError(
    'FAILED_PRECONDITION',
    'image: it lies on a GPU that has no image kernels. Give images that these kernels have made.',
  );
}

function isKernelMemory(memory: GpuImage['memory']): memory is GpuKernelMemory {
  return 'kernels' in memory;
}

/** An image as kernels upload it; `gray8` becomes floats. */
export function uploadable(image: Image): Parameters<GpuImageKernels['upload']>[0] {
  const { width, height } = image;
  if (image.format === 'rgba8') return { width, height, data: image.data };
  if (image.format === 'grayf32') return { width, height, data: image.data };
  const data = new Float32Array(width * height);
  gray8ToFloat(image.data, data);
  return { width, height, data };
}
