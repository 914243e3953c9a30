import { expect, it } from 'vitest';
import { renderScene, sampleScene } from '../../../scene/kernels/render-scene.ts';
import { mulberry32 } from '../chance/mulberry32.ts';
import { fillBatch, type ScenePool, type SegmentationBatch } from './fill-batch.ts';

const pool: ScenePool = { width: 48, height: 32, pixels: new Uint8Array(4 * 48 * 32 * 4) };
for (let i = 0; i < 4; i++) {
  const { rgba, mask } = renderScene(sampleScene(5 + i, 'training', 'call'), 48, 32);
  mask.forEach((v, p) => (rgba[p * 4 + 3] = Math.round(v * 255)));
  pool.pixels.set(rgba, i * rgba.length);
}

function filled(seed?: number): SegmentationBatch {
  const size = 8 * 48 * 32;
  const batch = {
    images: new Float32Array(size * 3),
    truth: new Float32Array(size),
    weight: new Float32Array(size),
  };
  fillBatch(batch, pool, [0, 1, 2, 3, 0, 1, 2, 3], 48, 32, seed === undefined ? undefined : mulberry32(seed));
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
  const same = (a: SegmentationBatch, b: SegmentationBatch): boolean =>
    (['images', 'truth', 'weight'] as const).every(key => a[key].every((v, i) => v === b[key][i]));
  expect(same(filled(1), filled(1))).toBe(true);
  expect(same(filled(1), filled(2))).toBe(false);
  expect(same(filled(1), filled())).toBe(false);
});

it('keeps what it varies and its truth within 0..1', () => {
  for (let seed = 1; seed < 30; seed++) {
    const { images, truth } = filled(seed);
    for (const values of [images, truth]) expect(values.every(v => v >= 0 && v <= 1 + 1e-6)).toBe(true);
  }
});

it('counts pixels at outlines twice', () => {
  const { truth, weight } = filled();
  for (let y = 1; y < 30; y++) {
    for (let x = 1; x < 46; x++) {
      const here = (truth[y * 48 + x] ?? 0) > 0.5;
      if ((truth[y * 48 + x + 1] ?? 0) > 0.5 !== here) expect(weight[y * 48 + x]).toBe(2);
    }
  }
  expect(weight[0]).toBe(1);
});
