import { type Image, MillraceError } from '../../../graph/index.ts';
import { resizePicture } from '../kernels/features/resize-picture.ts';

/**
 * The middle of an image as values of 0..1 in the size of the examples: height, width, channels. Transparency is left out.
 *
 * @throws MillraceError for a gray image where colour is wanted, or sizes that are no picture's.
 */
export function pictureOf(picture: Image, shape: readonly number[], where: string): Float32Array {
  const [height, width, channels] = shape;
  if (height === undefined || width === undefined || channels === undefined || (channels !== 3 && channels !== 1)) {
    throw new MillraceError(
      'FAILED_PRECONDITION',
      `${where}: the examples are [${shape.join(', ')}], no pictures. Send rows in place of images.`,
    );
  }
  if (picture.format !== 'rgba8' && channels === 3) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${where}: an image is ${picture.format}, the examples have colour. Send rgba8 images.`,
    );
  }
  const scale = Math.min(picture.width / width, picture.height / height);
  const [wide, tall] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const [left, top] = [Math.floor((picture.width - wide) / 2), Math.floor((picture.height - tall) / 2)];
  const data = new Float32Array(wide * tall * channels);
  for (let y = 0; y < tall; y++) {
    for (let x = 0; x < wide; x++) {
      const at = (top + y) * picture.width + left + x;
      for (let c = 0; c < channels; c++) data[(y * wide + x) * channels + c] = valueAt(picture, at, c, channels);
    }
  }
  return resizePicture({ width: wide, height: tall, channels, data }, width, height);
}

function valueAt(picture: Image, at: number, channel: number, channels: number): number {
  if (picture.format === 'grayf32') return picture.data[at] ?? 0;
  if (picture.format === 'gray8') return (picture.data[at] ?? 0) / 255;
  if (channels === 3) return (picture.data[4 * at + channel] ?? 0) / 255;
  const [r = 0, g = 0, b = 0] = picture.data.subarray(4 * at, 4 * at + 3);
  return (0.299 * r + 0.587 * g + 0.114 * b) / 255;
}
