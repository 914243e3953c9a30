import { readFile } from 'node:fs/promises';
import type { Rgba8Image } from '../../src/graph/index.ts';
import type { FrameBuffers } from './frame-buffers.ts';
import { faultOf, mediaFault } from './media-fault.ts';
import { systemFault } from './open-media-input.ts';
import { sharpLibrary } from './sharp-library.ts';

/** The most pixels a picture may have: one of a few bytes can claim gigabytes. */
const MAX_PIXELS = 16384 * 16384;

/**
 * Reads a picture (JPEG, PNG, WebP and what else sharp knows), turned upright by its EXIF tag; 8 bits, sRGB, straight
 * alpha.
 *
 * @throws MediaError when the file is missing, cut, too large or no picture.
 */
export async function readImage(file: string, buffers?: FrameBuffers): Promise<Rgba8Image> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw mediaFault(file, systemFault(error), 'Check the path', 0, error);
  }
  if (bytes.length === 0) throw mediaFault(file, 'the file is empty', 'Copy it again');
  const sharp = await sharpLibrary();
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'warning' })
      .rotate()
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    const picture = { kind: 'cpu', format: 'rgba8', width, height } as const;
    if (buffers === undefined) return { ...picture, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
    const buffer = buffers.allocBytes(data.length);
    buffer.data.set(data);
    return { ...picture, data: buffer.data, release: () => buffer.release() };
  } catch (error) {
    const fact = `the picture cannot be decoded: ${faultOf(error)}`;
    throw mediaFault(file, fact, 'It is damaged or no picture: copy it again, or convert it to PNG', 0, error);
  }
}
