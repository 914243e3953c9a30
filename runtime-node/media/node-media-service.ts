import { createImageKernels, type ImageKernels, yuvColour, yuvLength } from '../../src/calculators/image/index.ts';
import type { MediaService } from '../../src/calculators/io/index.ts';
import { createFileAccess, type FileAccess } from '../file-access.ts';
import type { CodecOptions } from './choose-codecs.ts';
import { createVideo } from './create-video.ts';
import type { MediaFiles } from './open-media-file.ts';
import { openVideo } from './open-video.ts';
import { readImage } from './read-image.ts';
import { writeImage } from './write-image.ts';

/** How graphs read and write media in Node. */
export interface NodeMediaOptions extends CodecOptions {
  /** What relative paths are relative to, unless `access` says so. Default: the working folder. */
  readonly base?: string | undefined;
  /** Opens what is read, finds what is written, or refuses by throwing. Default: every file that the process may use. */
  readonly access?: Pick<FileAccess, 'open' | 'locate'> | undefined;
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
  const { codecs, ffmpeg, base, access = createFileAccess({ base }) } = options;
  const { kernels: given = createImageKernels } = options;
  let own: ImageKernels | undefined;
  const kernels = () => (own ??= typeof given === 'function' ? given() : given);
  // An absolute path that a reader has told of means the file by the name that it was opened by.
  const named = new Map<string, string>();
  const heard: MediaFiles = { open: path => access.open(named.get(path) ?? path) };
  return {
    async openVideo(name) {
      const reader = await openVideo(name, { codecs, ffmpeg, buffers: kernels(), files: access });
      named.set(reader.info.path, name);
      return reader;
    },
    createVideo: async (name, settings) =>
      createVideo(access.locate(name, 'write'), { ...settings, codecs, ffmpeg, files: heard }),
    readImage: async name => readImage(name, kernels(), access),
    writeImage: async (name, image, settings) => writeImage(access.locate(name, 'write'), image, settings),
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
