import type { ImageKernels } from '../../src/calculators/image/index.ts';
import { yuvColour } from '../../src/calculators/image/kernels/yuv-colour.ts';
import { yuvLength } from '../../src/calculators/image/kernels/yuv-layout.ts';
import type { GpuImage, Image } from '../../src/graph/index.ts';
import type { CopyCounter } from '../device/copy-counter.ts';
import { toRgbaBytes } from '../sinks/to-rgba-bytes.ts';
import type { GpuPainter } from './gpu-painter.ts';

/** A picture on a GPU as a frame of the browser, which stays there; `undefined` when its device is gone. */
export function gpuImageToFrame(
  image: GpuImage,
  timestampUs: number,
  painter: GpuPainter,
): Promise<VideoFrame | undefined> {
  return painter.paint(image, canvas => new VideoFrame(canvas, { timestamp: timestampUs }));
}

/**
 * A picture as a frame of the browser, which the caller closes: planes converted by the kernels' own rule and tagged with
 * it, so that encoders and players need not guess. Odd sizes stay red, green and blue.
 */
export function imageToFrame(
  image: Image,
  timestampUs: number,
  kernels: ImageKernels,
  copies: CopyCounter,
): VideoFrame {
  const { width, height } = image;
  const painted = image.format === 'rgba8' ? undefined : kernels.allocRgba(width, height);
  try {
    if (painted !== undefined) toRgbaBytes(image, painted.data);
    const rgba = painted?.data ?? image.data;
    if (!(rgba instanceof Uint8Array)) throw new TypeError('image: rgba8 without bytes. Give whole pictures.');
    copies.fromCpu(rgba.length);
    const init = { codedWidth: width, codedHeight: height, timestamp: timestampUs };
    if (width % 2 === 1 || height % 2 === 1) return new VideoFrame(plain(rgba), { ...init, format: 'RGBX' });
    const planes = kernels.allocBytes(yuvLength(width, height));
    try {
      const colour = yuvColour(height);
      kernels.rgbaToYuv({ width, height, data: rgba }, { width, height, layout: 'i420', data: planes.data }, colour);
      const name = colour.matrix === 'bt709' ? 'bt709' : 'smpte170m';
      const colorSpace = { matrix: name, primaries: name, transfer: name, fullRange: false } as const;
      return new VideoFrame(plain(planes.data), { ...init, format: 'I420', colorSpace });
    } finally {
      planes.release();
    }
  } finally {
    painted?.release();
  }
}

/** The kernels' memory is never shared; the type does not know it. */
function plain(data: Uint8Array): Uint8Array<ArrayBuffer> {
  return data as Uint8Array<ArrayBuffer>;
}
