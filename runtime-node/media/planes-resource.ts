import { type VideoDataPlane, type VideoSample, VideoSampleColorSpace, VideoSampleResource } from 'mediabunny';
import type { VideoColour, VideoPicture } from '../../src/calculators/io/index.ts';
import { colourTags } from './colour-tags.ts';
import type { FrameBuffer } from './frame-buffers.ts';

/** The planes of a picture as an encoder of mediabunny takes them; the buffer goes back when the encoder has read it. */
export class PlanesResource extends VideoSampleResource {
  readonly #picture: Omit<VideoPicture, 'data'>;
  readonly #colour: VideoColour;
  readonly #buffer: FrameBuffer;

  constructor(picture: Omit<VideoPicture, 'data'>, colour: VideoColour, buffer: FrameBuffer) {
    super();
    this.#picture = picture;
    this.#colour = colour;
    this.#buffer = buffer;
  }

  getFormat(): 'I420' | 'NV12' {
    return this.#picture.layout === 'i420' ? 'I420' : 'NV12';
  }

  getCodedWidth(): number {
    return this.#picture.width;
  }

  getCodedHeight(): number {
    return this.#picture.height;
  }

  getSquarePixelWidth(): number {
    return this.#picture.width;
  }

  getSquarePixelHeight(): number {
    return this.#picture.height;
  }

  getColorSpace(): VideoSampleColorSpace {
    return new VideoSampleColorSpace(colourTags(this.#colour));
  }

  getDataPlanes(): VideoDataPlane[] {
    const { width, height, layout } = this.#picture;
    const { data } = this.#buffer;
    const chroma = (width + 1) >> 1;
    const rows = (height + 1) >> 1;
    const luma = width * height;
    const y = { data: data.subarray(0, luma), stride: width };
    if (layout === 'nv12') return [y, { data: data.subarray(luma), stride: chroma * 2 }];
    const u = { data: data.subarray(luma, luma + chroma * rows), stride: chroma };
    return [y, u, { data: data.subarray(luma + chroma * rows), stride: chroma }];
  }

  /** Never asked for: encoders take the planes. */
  toRgbSample(): Promise<VideoSample> {
    return Promise.reject(new Error('The planes of a video frame are not converted here.'));
  }

  close(): void {
    this.#buffer.release();
  }
}
