import { MediaError, type Rgba8Image } from '../../../src/graph/index.ts';

/** The most pixels of a picture: 16,384 squared would be a gigabyte. */
const MAX_PIXELS = 64e6;

/**
 * Reads a picture file (JPEG, PNG, WebP, AVIF, TIFF, GIF) for a side packet: upright, sRGB, 8 bits, straight alpha.
 * @throws MediaError when it is missing, damaged or has more than 64 million pixels.
 */
export async function decodeImageFile(path: string): Promise<Rgba8Image> {
  try {
    const { default: sharp } = await import('sharp');
    const { data, info } = await sharp(path, { limitInputPixels: MAX_PIXELS })
      .rotate()
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { kind: 'cpu', format: 'rgba8', width: info.width, height: info.height, data: new Uint8Array(data) };
  } catch (cause) {
    throw new MediaError(
      `${path}: cannot be read as a picture (${cause instanceof Error ? cause.message : String(cause)}).`,
      0,
      { cause },
    );
  }
}
