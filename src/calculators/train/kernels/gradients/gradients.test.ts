import { expect, it } from 'vitest';
import { maxPoolGradient } from './max-pool-gradient.ts';
import { nearestGradient } from './nearest-gradient.ts';
import { windowColumns } from './window-columns.ts';

const size = { batch: 1, channels: 1 };

it('max pooling sends a gradient to the largest pixel, of equal ones to the first, and adds where windows overlap', () => {
  const x = Float32Array.of(1, 3, 2, 0, 3, 5, 4, 4, 4);
  const window = { ...size, inHeight: 3, inWidth: 3, outHeight: 2, outWidth: 2, height: 2, width: 2, top: 0, left: 0 };
  const strides = { strideHeight: 1, strideWidth: 1 };
  const gradient = maxPoolGradient(x, Float32Array.of(1, 2, 4, 8), { ...window, ...strides });
  expect([...gradient]).toEqual([0, 1, 0, 0, 0, 2 + 8, 4, 0, 0]);
});

it('windows of max pooling end at the edge of the picture', () => {
  const x = Float32Array.of(-3, -2, -1);
  const window = { ...size, inHeight: 1, inWidth: 3, outHeight: 1, outWidth: 2, height: 2, width: 2, top: 1, left: 0 };
  const gradient = maxPoolGradient(x, Float32Array.of(5, 7), { ...window, strideHeight: 2, strideWidth: 2 });
  expect([...gradient]).toEqual([0, 5, 7]);
});

it('scaling to the nearest pixel sums over the pixels that were made of one, in each picture of a batch', () => {
  const sizes = { batch: 2, channels: 1, inHeight: 1, inWidth: 2, outHeight: 2, outWidth: 4 };
  const dy = Float32Array.from({ length: 16 }, (_, i) => i);
  expect([...nearestGradient(dy, { ...sizes, alignCorners: false })]).toEqual([10, 18, 42, 50]);
  const corners = { batch: 1, channels: 1, inHeight: 1, inWidth: 2, outHeight: 1, outWidth: 3, alignCorners: true };
  // The middle pixel is as far from both: rounded up.
  expect([...nearestGradient(Float32Array.of(1, 2, 4), corners)]).toEqual([1, 6]);
});

it('columns of windows are their pixels in reading order, zeros outside of the picture', () => {
  // Two channels, the second the negative of the first.
  const x = Float32Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 1 : -1) * (1 + Math.floor(i / 2)));
  const window = { batch: 1, channels: 2, inHeight: 2, inWidth: 3, outHeight: 1, outWidth: 3, height: 3, width: 2 };
  const columns = new Float32Array(3 * 12).fill(Number.NaN);
  windowColumns(x, { ...window, strideHeight: 1, strideWidth: 2, top: 1, left: 1 }, columns);
  const [first, second, third] = [0, 12, 24].map(at => [...columns.subarray(at, at + 12)]);
  expect(first).toEqual([0, 0, 0, 0, 0, 0, 1, -1, 0, 0, 4, -4]);
  expect(second).toEqual([0, 0, 0, 0, 2, -2, 3, -3, 5, -5, 6, -6]);
  expect(third).toEqual(new Array(12).fill(0));
});
