import type { Image } from '../../src/graph/index.ts';

/** Writes a picture or mask as opaque red, green, blue and alpha. `target` has `width * height * 4` bytes. */
export function toRgbaBytes(image: Image, target: Uint8Array | Uint8ClampedArray): void {
  if (image.format === 'rgba8') {
    target.set(image.data);
    return;
  }
  const scale = image.format === 'grayf32' ? 255 : 1;
  const { data } = image;
  for (let i = 0; i < data.length; i++) {
    const gray = Math.min(255, Math.max(0, Math.round((data[i] ?? 0) * scale)));
    const at = i * 4;
    target[at] = gray;
    target[at + 1] = gray;
    target[at + 2] = gray;
    target[at + 3] = 255;
  }
}
