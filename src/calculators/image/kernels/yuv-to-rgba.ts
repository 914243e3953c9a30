import { checkRgba, checkSameSize } from './check-pixels.ts';
import type { RgbaPixels } from './pixels.ts';
import { type YuvColour, yuvCoefficients } from './yuv-colour.ts';
import { checkYuv, type YuvPixels } from './yuv-layout.ts';

/**
 * Converts 4:2:0 (I420 or NV12) to RGBA with alpha 255. Each chroma sample serves its block of two by two pixels;
 * results are rounded to nearest and clamped to 0..255.
 *
 * @throws RangeError when data does not fit its size, or sizes differ.
 */
export function yuvToRgba(source: YuvPixels, target: RgbaPixels, colour: YuvColour): void {
  checkYuv('yuvToRgba', source);
  checkRgba('yuvToRgba', 'target', target);
  checkSameSize('yuvToRgba', 'source and target', source, target);
  const { width, height, data } = source;
  const { kr, kg, kb, black, lumaSteps, chromaSteps } = yuvCoefficients(colour);
  const luma = 255 / lumaSteps;
  const redV = (2 * (1 - kr) * 255) / chromaSteps;
  const blueU = (2 * (1 - kb) * 255) / chromaSteps;
  const greenU = (-blueU * kb) / kg;
  const greenV = (-redV * kr) / kg;
  const chromaWidth = (width + 1) >> 1;
  const planar = source.layout === 'i420';
  const u0 = width * height;
  const v0 = planar ? u0 + chromaWidth * ((height + 1) >> 1) : u0 + 1;
  const step = planar ? 1 : 2;
  const out = target.data;
  // The length was compared with the size, so every index is inside.
  for (let y = 0, p = 0; y < height; y++) {
    const row = (y >> 1) * chromaWidth * step;
    for (let x = 0; x < width; x++, p++) {
      const c = row + (x >> 1) * step;
      const l = (data[p]! - black) * luma + 0.5;
      const u = data[u0 + c]! - 128;
      const v = data[v0 + c]! - 128;
      out[p * 4] = clamp(l + redV * v);
      out[p * 4 + 1] = clamp(l + greenU * u + greenV * v);
      out[p * 4 + 2] = clamp(l + blueU * u);
      out[p * 4 + 3] = 255;
    }
  }
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
