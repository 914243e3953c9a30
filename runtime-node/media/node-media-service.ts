import path from 'node:path';
import { createImageKernels, type ImageKernels, yuvColour, yuvLength } from '../../src/calculators/image/index.ts';
import type { MediaService } from '../../src/calculators/io/index.ts';
import type { CodecOptions } from './choose-codecs.ts';
import { createVideo } from './create-video.ts';
import { openVideo } from './open-video.ts';
import { readImage } from './read-image.ts';
import { writeImage } from './write-image.ts';

/** How graphs read and write media in Node. */
export interface NodeMediaOptions extends CodecOptions {
  /** What relative paths are relative to. Default: the working folder. */
  readonly base?: string | undefined;
  /**
   * Sees each path before it is opened and may refuse it by throwing.
   *
   * @returns the path to open.
   */
  readonly resolvePath?: ((path: string, use: 'read' | 'write') => string) | undefined;
  /**
   * Whose pool frames lie in, best the graph's own, so that they are worked on in place; or what makes them at the first
   * use. Default: made on demand.
   */
  readonly kernels?: ImageKernels | (() => ImageKernels) | undefined;
}

/**
 * The media service of Node: containers by mediabunny, codecs of @mediabunny/server or an ffmpeg child process, still
 * pictures by sharp, colours by the image kernels. Loads each of them when it is first needed.
 */
export function nodeMediaService(options: NodeMediaOptions = {}): MediaService {
  const { codecs, ffmpeg, base = process.cwd() } = options;
  const { kernels: given = createImageKernels } = options;
  let own: ImageKernels | undefined;
  const kernels = () => (own ??= typeof given === 'function' ? given() : given);
  const locate = (name: string, use: 'read' | 'write') => {
    return options.resolvePath?.(name, use) ?? path.resolve(base, name);
  };
  return {
    openVideo: async name => openVideo(locate(name, 'read'), { codecs, ffmpeg, buffers: kernels() }),
    createVideo: async (name, settings) => createVideo(locate(name, 'write'), { ...settings, codecs, ffmpeg }),
    readImage: async name => readImage(locate(name, 'read'), kernels()),
    writeImage: async (name, image, settings) => writeImage(locate(name, 'write'), image, settings),
    toRgba(picture, colour) {
      const { width, height } = picture;
      const buffer = kernels().allocRgba(width, height);
      const { data } = buffer;
      try {
        kernels().yuvToRgba(picture, { width, height, data }, colour);
      } catch (error) {
        buffer.release();
        throw error;
      }
      return { kind: 'cpu', format: 'rgba8', width, height, data, release: () => buffer.release() };
    },
    toPicture(image, colour) {
      const { width, height } = image;
      const buffer = kernels().allocBytes(yuvLength(width, height));
      const { data } = buffer;
      try {
        kernels().rgbaToYuv(image, { width, height, layout: 'i420', data }, colour ?? yuvColour(height));
      } catch (error) {
        buffer.release();
        throw error;
      }
      let open = true;
      const close = () => {
        if (open) buffer.release();
        open = false;
      };
      return { timestampUs: 0, durationUs: 0, width, height, layout: 'i420', data, close };
    },
  };
}
