import { expect, it } from 'vitest';
import { toRgbaBytes } from './to-rgba-bytes.ts';

const base = { kind: 'cpu', width: 2, height: 1 } as const;

it('copies pictures and shows masks in gray', () => {
  const target = new Uint8Array(8);
  toRgbaBytes({ ...base, format: 'rgba8', data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }, target);
  expect([...target]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  toRgbaBytes({ ...base, format: 'gray8', data: Uint8Array.of(0, 200) }, target);
  expect([...target]).toEqual([0, 0, 0, 255, 200, 200, 200, 255]);
  toRgbaBytes({ ...base, format: 'grayf32', data: Float32Array.of(-1, 0.5) }, target);
  expect([...target]).toEqual([0, 0, 0, 255, 128, 128, 128, 255]);
});
