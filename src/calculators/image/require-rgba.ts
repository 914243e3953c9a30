import { type Image, MillraceError, type Rgba8Image } from '../../graph/index.ts';

/**
 * The image as an RGBA picture.
 *
 * @param port - the tag, for the message.
 * @throws MillraceError when it is a gray image.
 */
export function requireRgba(port: string, image: Image): Rgba8Image {
  if (image.format === 'rgba8') return image;
  throw new MillraceError(
    'INVALID_ARGUMENT',
    `${port}: the image is ${image.format}, a mask. Connect a stream of rgba8 pictures.`,
  );
}
