import { type Image, MillraceError } from '../../graph/index.ts';
import { gray8ToFloat } from './kernels/gray8-to-float.ts';
import type { ImageKernels, PooledBuffer } from './kernels/image-kernels.ts';
import type { FloatPlane } from './kernels/pixels.ts';

/**
 * Calls `use` with the mask as floats 0..1 of the wanted size. A `gray8` mask is converted and one of another size is
 * enlarged bilinearly, both in pooled buffers that go back when `use` returns. Without `size` the mask keeps its own.
 *
 * @param port - the tag, for the message.
 * @throws MillraceError when the image is a picture in colour.
 */
export function withMask<T>(
  port: string,
  kernels: ImageKernels,
  image: Image,
  size: { readonly width: number; readonly height: number } | undefined,
  use: (mask: FloatPlane) => T,
): T {
  const borrowed: PooledBuffer<Float32Array>[] = [];
  const borrow = (width: number, height: number): FloatPlane => {
    const buffer = kernels.allocPlane(width, height);
    borrowed.push(buffer);
    return { width, height, data: buffer.data };
  };
  try {
    let mask: FloatPlane;
    if (image.format === 'rgba8') {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `${port}: the image is rgba8, a picture. Connect a stream of masks (grayf32 or gray8).`,
      );
    } else if (image.format === 'gray8') {
      mask = borrow(image.width, image.height);
      gray8ToFloat(image.data, mask.data);
    } else mask = image;
    if (size !== undefined && (size.width !== mask.width || size.height !== mask.height)) {
      const resized = borrow(size.width, size.height);
      kernels.upsampleMask(mask, resized);
      mask = resized;
    }
    return use(mask);
  } finally {
    for (const buffer of borrowed) buffer.release();
  }
}
