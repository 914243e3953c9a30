import { expect, it } from 'vitest';
import { deriveSeed } from './derive-seed.ts';
import { normalSource } from './normal.ts';
import { xoshiro128 } from './xoshiro128.ts';

it('each node, stream and epoch has a seed of its own', () => {
  const seeds = [
    deriveSeed(7, 'source', 'shuffle', 0),
    deriveSeed(7, 'source', 'shuffle', 1),
    deriveSeed(7, 'source', 'other', 0),
    deriveSeed(7, 'step', 'shuffle', 0),
    deriveSeed(8, 'source', 'shuffle', 0),
  ];
  expect(new Set(seeds).size).toBe(seeds.length);
  expect(deriveSeed(7, 'source', 'shuffle', 0)).toBe(seeds[0]);
});

it('normal numbers have mean 0 and variance 1', () => {
  const next = normalSource(xoshiro128(3));
  const values = Array.from({ length: 20_000 }, next);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.03);
});
