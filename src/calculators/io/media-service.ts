import { defineService, type Image, type Rgba8Image, type Service } from '../../graph/index.ts';
import type { VideoColour } from './video-colour.ts';
import type { OwnedVideoFrame, VideoPicture } from './video-frame.ts';
import type { VideoReader } from './video-reader.ts';
import type { VideoWriter, VideoWriterOptions } from './video-writer.ts';

/** How a still picture is written; the format follows the file's name: `.jpg`, `.png` or `.webp`. */
export interface ImageWriteOptions {
  /** Of JPEG and WebP, 1 to 100. Default 90. */
  readonly quality?: number | undefined;
}

/** Files of pictures and videos, as a platform reads and writes them. */
export interface MediaService {
  /** Opens a video and decodes its first frame. @throws MediaError when it cannot be read. */
  openVideo(path: string): Promise<VideoReader>;
  /** Begins a video file. @throws MediaError when it cannot be written. */
  createVideo(path: string, options: VideoWriterOptions): Promise<VideoWriter>;
  /** Reads a JPEG, PNG or WebP file, turned upright. @throws MediaError when it cannot be read. */
  readImage(path: string): Promise<Rgba8Image>;
  /** Writes a JPEG, PNG or WebP file. @throws MediaError when it cannot be written. */
  writeImage(path: string, image: Image, options?: ImageWriteOptions): Promise<void>;
  /** A picture in red, green and blue, in a pooled buffer. */
  toRgba(picture: VideoPicture, colour: VideoColour): Rgba8Image;
  /**
   * A picture as video codecs take it (I420), in a pooled buffer, at time 0. Without a colour by the rule of
   * {@link VideoWriterOptions.colour}.
   */
  toPicture(image: Rgba8Image, colour: VideoColour | undefined): OwnedVideoFrame;
}

/** Reads and writes media files. The runtime must give it; there is no default. */
export const mediaService: Service<MediaService> = defineService<MediaService>({
  key: 'media',
  description: 'Reads and writes files of pictures and videos',
});
