import type { GrayF32Image, Rgba8Image } from '../../graph/index.ts';
import type { ImageKernels } from './kernels/image-kernels.ts';

/**
 * A picture in a pooled buffer, painted by `paint`. The buffer goes back to the pool when the image is released, or
 * when `paint` throws.
 */
export function newRgbaImage(
  kernels: ImageKernels,
  width: number,
  height: number,
  paint: (image: Rgba8Image) => void,
): Rgba8Image {
  const { data, release } = kernels.allocRgba(width, height);
  return painted({ kind: 'cpu', format: 'rgba8', width, height, data, release }, paint);
}

/** A float mask in a pooled buffer, painted by `paint`; as {@link newRgbaImage}. */
export function newMaskImage(
  kernels: ImageKernels,
  width: number,
  height: number,
  paint: (image: GrayF32Image) => void,
): GrayF32Image {
  const { data, release } = kernels.allocPlane(width, height);
  return painted({ kind: 'cpu', format: 'grayf32', width, height, data, release }, paint);
}

function painted<T extends { readonly release?: () => void }>(image: T, paint: (image: T) => void): T {
  try {
    paint(image);
  } catch (error) {
    image.release?.();
    throw error;
  }
  return image;
}
