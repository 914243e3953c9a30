import type { RgbaPixels } from './pixels.ts';

/**
 * The largest centred part of a picture that has the aspect ratio `width / height`, in whole pixels: what remains when
 * the picture is to cover a frame of that shape. Returns the picture itself when nothing is cut.
 */
export function coverCrop(source: RgbaPixels, width: number, height: number): RgbaPixels {
  const scale = Math.min(source.width / width, source.height / height);
  const w = Math.min(source.width, Math.max(1, Math.round(width * scale)));
  const h = Math.min(source.height, Math.max(1, Math.round(height * scale)));
  if (w === source.width && h === source.height) return source;
  const x = Math.floor((source.width - w) / 2);
  const y = Math.floor((source.height - h) / 2);
  const data = new Uint8Array(w * h * 4);
  for (let row = 0; row < h; row++) {
    const from = ((y + row) * source.width + x) * 4;
    data.set(source.data.subarray(from, from + w * 4), row * w * 4);
  }
  return { width: w, height: h, data };
}
