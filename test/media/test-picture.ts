import type { VideoFrame } from '../../src/calculators/io/index.ts';

/** A frame that can be told apart after lossy coding: a luma ramp whose brightness counts `index` up, coloured chroma. */
export function testFrame(
  width: number,
  height: number,
  index: number,
  timestampUs: number,
  durationUs = 0,
): VideoFrame {
  const luma = width * height;
  const chroma = ((width + 1) >> 1) * ((height + 1) >> 1);
  const data = new Uint8Array(luma + 2 * chroma);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data[y * width + x] = (32 + ((index * 6) % 160) + (x * 24) / width) | 0;
  }
  data.fill(110, luma, luma + chroma);
  data.fill(150, luma + chroma);
  return { width, height, layout: 'i420', data, timestampUs, durationUs };
}
