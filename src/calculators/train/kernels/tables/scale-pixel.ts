/** A pixel of 0..255 in -1..1 (and a hair above: 255 / 127 - 1), as the embedding networks of Teachable Machine take it. */
export function scalePixel(value: number): number {
  return value / 127 - 1;
}
