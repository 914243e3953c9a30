import { checkRgba, checkSameSize } from './check-pixels.ts';
import type { RgbaPixels } from './pixels.ts';
import { type YuvColour, yuvCoefficients } from './yuv-colour.ts';
import { checkYuv, type YuvPixels } from './yuv-layout.ts';

/**
 * Converts RGBA to 4:2:0 (I420 or NV12, as `target.layout` says). Chroma is that of the mean colour of each block of
 * two by two pixels; blocks at an odd edge repeat their last row or column. Alpha is ignored. Rounded to nearest.
 *
 * @throws RangeError when data does not fit its size, or sizes differ.
 */
export function rgbaToYuv(source: RgbaPixels, target: YuvPixels, colour: YuvColour): void {
  checkRgba('rgbaToYuv', 'source', source);
  checkYuv('rgbaToYuv', target);
  checkSameSize('rgbaToYuv', 'source and target', source, target);
  const { width, height } = source;
  const pixels = source.data;
  const out = target.data;
  const { kr, kg, kb, black, lumaSteps, chromaSteps } = yuvCoefficients(colour);
  const luma = lumaSteps / 255;
  // The lengths were compared with the sizes, so every index is inside.
  for (let i = 0, p = 0; i < width * height; i++, p += 4) {
    out[i] = black + luma * (kr * pixels[p]! + kg * pixels[p + 1]! + kb * pixels[p + 2]!) + 0.5;
  }
  const chromaWidth = (width + 1) >> 1;
  const chromaHeight = (height + 1) >> 1;
  const planar = target.layout === 'i420';
  const u0 = width * height;
  const v0 = planar ? u0 + chromaWidth * chromaHeight : u0 + 1;
  const step = planar ? 1 : 2;
  // The sum of four pixels, hence the 4.
  const blue = chromaSteps / (4 * 255 * 2 * (1 - kb));
  const red = chromaSteps / (4 * 255 * 2 * (1 - kr));
  for (let y = 0, c = 0; y < chromaHeight; y++) {
    const top = 2 * y * width;
    const bottom = Math.min(height - 1, 2 * y + 1) * width;
    for (let x = 0; x < chromaWidth; x++, c += step) {
      const left = 2 * x;
      const right = Math.min(width - 1, left + 1);
      const p00 = (top + left) * 4;
      const p01 = (top + right) * 4;
      const p10 = (bottom + left) * 4;
      const p11 = (bottom + right) * 4;
      const r = pixels[p00]! + pixels[p01]! + pixels[p10]! + pixels[p11]!;
      const g = pixels[p00 + 1]! + pixels[p01 + 1]! + pixels[p10 + 1]! + pixels[p11 + 1]!;
      const b = pixels[p00 + 2]! + pixels[p01 + 2]! + pixels[p10 + 2]! + pixels[p11 + 2]!;
      const l = kr * r + kg * g + kb * b;
      // Full range reaches 255.5 at pure blue and red.
      out[u0 + c] = Math.min(255, 128 + (b - l) * blue + 0.5);
      out[v0 + c] = Math.min(255, 128 + (r - l) * red + 0.5);
    }
  }
}
