import { expect, it } from 'vitest';
import { createPrng } from '../../src/calculators/scene/kernels/prng.ts';
import { allocateBatch, type Batch } from './allocate-batch.ts';
import { fillBatch } from './fill-batch.ts';
import { renderScenePool } from './scene-pool.ts';

const pool = renderScenePool({ count: 4, firstSeed: 5, variant: 'training', framing: 'call', width: 48, height: 32 });

function filled(seed?: number): Batch {
  const batch = allocateBatch(8, 48, 32);
  fillBatch(batch, pool, [0, 1, 2, 3, 0, 1, 2, 3], 48, 32, seed === undefined ? undefined : createPrng(seed));
  return batch;
}

it('gives scenes as they are without random numbers', () => {
  const batch = filled();
  for (const p of [0, 700, 48 * 32 + 911, 4 * 48 * 32 - 1]) {
    const place = [0, 1, 2, 3].map(i => (pool.pixels[p * 4 + i] ?? 0) / 255);
    const ours = [...batch.images.subarray(p * 3, p * 3 + 3), batch.truth[p] ?? 0];
    ours.forEach((value, i) => {
      expect(value).toBeCloseTo(place[i] ?? 0, 5);
    });
  }
});

it('varies scenes with random numbers, and does so again from the same seed', () => {
  expect(filled(1)).toEqual(filled(1));
  expect(filled(1).images).not.toEqual(filled(2).images);
  expect(filled(1).images).not.toEqual(filled().images);
});

it('keeps what it varies within 0..1 and its truth within the same', () => {
  for (let seed = 1; seed < 30; seed++) {
    const { images, truth } = filled(seed);
    expect(images.every(v => v > -0.2 && v < 1.2)).toBe(true);
    expect(truth.every(v => v >= 0 && v <= 1 + 1e-6)).toBe(true);
  }
});

it('counts pixels at outlines four times', () => {
  const { truth, weight } = filled();
  for (let y = 1; y < 30; y++) {
    for (let x = 1; x < 46; x++) {
      const here = (truth[y * 48 + x] ?? 0) > 0.5;
      if ((truth[y * 48 + x + 1] ?? 0) > 0.5 !== here) expect(weight[y * 48 + x]).toBe(4);
    }
  }
  expect(weight[0]).toBe(1);
});
