import type { Rgba8Image } from '../../src/graph/index.ts';
import { checkSide, MAX_SIDE } from './check-side.ts';
import type { FrameBuffers } from './frame-buffers.ts';
import { faultOf, mediaFault } from './media-fault.ts';
import { type MediaFiles, openMediaFile } from './open-media-file.ts';
import { sharpLibrary } from './sharp-library.ts';
import { systemFault } from './system-fault.ts';

/**
 * Reads a picture (JPEG, PNG, WebP and what else sharp knows), turned upright by its EXIF tag; 8 bits, sRGB, straight
 * alpha.
 *
 * @param files - which files may be read. Default: all.
 * @throws MediaError when the file is missing, cut or no picture; ResourceLimitError for a side of more than 16,384 pixels.
 */
export async function readImage(file: string, buffers?: FrameBuffers, files?: MediaFiles): Promise<Rgba8Image> {
  const bytes = await contentOf(file, files);
  if (bytes.length === 0) throw mediaFault(file, 'the file is empty', 'Copy it again');
  const sharp = await sharpLibrary();
  const size = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  checkSide(file, 'picture', size?.width ?? 0, size?.height ?? 0);
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_SIDE * MAX_SIDE, failOn: 'warning' })
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

async function contentOf(file: string, files: MediaFiles | undefined): Promise<Buffer> {
  const { handle } = await openMediaFile(file, files);
  try {
    return await handle.readFile();
  } catch (error) {
    throw mediaFault(file, systemFault(error), 'Check the path', 0, error);
  } finally {
    await handle.close();
  }
}
