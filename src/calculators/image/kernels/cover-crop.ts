import { coverRect } from './cover-rect.ts';
import type { RgbaPixels } from './pixels.ts';

/** The pixels of a picture's {@link coverRect}. Returns the picture itself when nothing is cut. */
export function coverCrop(source: RgbaPixels, width: number, height: number): RgbaPixels {
  const { x, y, width: w, height: h } = coverRect(source, width, height);
  if (w === source.width && h === source.height) return source;
  const data = new Uint8Array(w * h * 4);
  for (let row = 0; row < h; row++) {
    const from = ((y + row) * source.width + x) * 4;
    data.set(source.data.subarray(from, from + w * 4), row * w * 4);
  }
  return { width: w, height: h, data };
}
