import type { Gray8Image, GrayF32Image, Rgba8Image } from '../../../graph/index.ts';

/** A picture for tests, painted pixel by pixel; alpha 255. */
export function paintRgba(
  width: number,
  height: number,
  paint: (x: number, y: number) => readonly [number, number, number],
): Rgba8Image {
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p += 4) data.set(paint(x, y), p);
  }
  return { kind: 'cpu', format: 'rgba8', width, height, data };
}

/** A float mask for tests, painted pixel by pixel. */
export function paintMask(width: number, height: number, paint: (x: number, y: number) => number): GrayF32Image {
  const data = new Float32Array(width * height);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) data[p] = paint(x, y);
  }
  return { kind: 'cpu', format: 'grayf32', width, height, data };
}

/** An 8-bit mask for tests, painted pixel by pixel. */
export function paintGray8(width: number, height: number, paint: (x: number, y: number) => number): Gray8Image {
  return { kind: 'cpu', format: 'gray8', width, height, data: Uint8Array.from(paintMask(width, height, paint).data) };
}

/** A number 0..255 that looks random and is the same in every run. */
export function speckle(x: number, y: number, seed = 1): number {
  let h = Math.imul(x + 1, 374761393) ^ Math.imul(y + 1, 668265263) ^ Math.imul(seed, 2246822519);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return (h ^ (h >>> 16)) & 255;
}
