import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Sharp } from 'sharp';
import type { ImageWriteOptions } from '../../src/calculators/io/index.ts';
import type { Image } from '../../src/graph/index.ts';
import { mediaFault } from './media-fault.ts';
import { sharpLibrary } from './sharp-library.ts';
import { systemFault } from './system-fault.ts';

/**
 * Writes a picture or a mask; the format follows the name's ending. A float mask is written as 8 bits, 1 as 255; JPEG
 * has no alpha and leaves it out. The file appears when it is complete.
 *
 * @throws MediaError
 */
export async function writeImage(file: string, image: Image, options: ImageWriteOptions = {}): Promise<void> {
  const sharp = await sharpLibrary();
  const { width, height } = image;
  const channels = image.format === 'rgba8' ? 4 : 1;
  const data = image.format === 'grayf32' ? toBytes(image.data) : image.data;
  const partial = `${file}.partial`;
  try {
    const raw = sharp(data, { raw: { width, height, channels } });
    await writeFile(partial, await encode(raw, file, options));
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw mediaFault(
      file,
      `the picture cannot be written: ${systemFault(error)}`,
      'Check the folder and its permissions',
      0,
      error,
    );
  }
}

function encode(raw: Sharp, file: string, options: ImageWriteOptions): Promise<Buffer> {
  const quality = options.quality ?? 90;
  switch (path.extname(file).toLowerCase()) {
    case '.jpg':
    case '.jpeg':
      return raw.removeAlpha().jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
    case '.png':
      return raw.png().toBuffer();
    case '.webp':
      return raw.webp({ quality }).toBuffer();
    default:
      throw mediaFault(file, 'pictures are not written with this ending', 'Use .jpg, .png or .webp');
  }
}

function toBytes(mask: Float32Array): Uint8Array {
  const bytes = new Uint8ClampedArray(mask.length);
  // Uint8ClampedArray rounds to nearest and clamps.
  for (let i = 0; i < mask.length; i++) bytes[i] = (mask[i] ?? 0) * 255;
  return new Uint8Array(bytes.buffer);
}
