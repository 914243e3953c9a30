import { type GpuImage, type Image, MillraceError } from '../../graph/index.ts';

/**
 * The image as one in CPU memory, where the others of the call are.
 *
 * @param port - the tag, for the message.
 * @throws MillraceError when it lies on a GPU.
 */
export function requireCpu(port: string, image: Image | GpuImage): Image {
  if (image.kind === 'cpu') return image;
  throw new MillraceError(
    'INVALID_ARGUMENT',
    `${port}: the image lies on a GPU and the others in CPU memory. Bring all of them to one place.`,
  );
}
