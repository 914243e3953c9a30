import { expect, it } from 'vitest';
import { createPrng } from '../../scene/kernels/prng.ts';
import { dilate, erode, hasBit, toBitMask } from './bit-mask.ts';

it.each([
  [1, 1],
  [31, 7],
  [32, 5],
  [33, 9],
  [70, 12],
])('shrinks and grows by a square, as looking at each window does (%i x %i)', (width, height) => {
  const prng = createPrng(width);
  for (const share of [0.05, 0.5, 0.95]) {
    const data = Float32Array.from({ length: width * height }, () => (prng.chance(share) ? 0.5 : 0.49));
    for (const radius of [0, 1, 3]) {
      const [shrunk, grown] = [toBitMask({ width, height, data }), toBitMask({ width, height, data })];
      erode(shrunk, radius);
      dilate(grown, radius);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const window: boolean[] = [];
          for (let j = Math.max(0, y - radius); j <= Math.min(height - 1, y + radius); j++) {
            for (let i = Math.max(0, x - radius); i <= Math.min(width - 1, x + radius); i++) {
              window.push(data[j * width + i] === 0.5);
            }
          }
          expect([hasBit(shrunk, x, y), hasBit(grown, x, y)]).toEqual([window.every(Boolean), window.some(Boolean)]);
        }
      }
    }
  }
});
