import { yuvLength } from '../../src/calculators/image/index.ts';
import type { VideoPicture } from '../../src/calculators/io/index.ts';

/** The size that a codec is given: H.264 knows only even ones for 4:2:0, and @mediabunny/server takes no others. */
export function codedSize(codec: string, backend: string, width: number, height: number) {
  const odd = codec !== 'avc' && backend === 'ffmpeg';
  return odd ? { width, height } : { width: width + (width & 1), height: height + (height & 1) };
}

/**
 * Copies a picture into `target` at the coded size, as I420. A column or row that is added repeats its neighbour, so
 * that no dark edge appears; chroma, which is rounded up already, stays as it is.
 */
export function copyPicture(source: VideoPicture, width: number, height: number, target: Uint8Array): void {
  const { data, layout } = source;
  const chromaWidth = (source.width + 1) >> 1;
  const chromaRows = (source.height + 1) >> 1;
  if (width === source.width && height === source.height) target.set(data.subarray(0, source.width * source.height));
  else {
    for (let y = 0; y < height; y++) {
      const from = Math.min(y, source.height - 1) * source.width;
      const to = y * width;
      target.set(data.subarray(from, from + source.width), to);
      target.fill(data[from + source.width - 1] ?? 0, to + source.width, to + width);
    }
  }
  const chroma = data.subarray(source.width * source.height, yuvLength(source.width, source.height));
  const luma = width * height;
  if (layout === 'i420') {
    target.set(chroma, luma);
    return;
  }
  const plane = chromaWidth * chromaRows;
  for (let i = 0; i < plane; i++) {
    target[luma + i] = chroma[i * 2] ?? 0;
    target[luma + plane + i] = chroma[i * 2 + 1] ?? 0;
  }
}
