import { expect, it } from 'vitest';
import { createPrng } from '../../../scene/kernels/prng.ts';
import { segmentationLoss } from './segmentation-loss.ts';

const width = 6;
const height = 4;
const count = 2;
const size = width * height;

function example(): Parameters<typeof segmentationLoss>[0] {
  const prng = createPrng(4);
  const draw = (length: number, next: () => number): Float32Array => Float32Array.from({ length }, next);
  return {
    logits: draw(count * size * 2, () => 2 * prng.normal()),
    gradients: new Float32Array(count * size * 2),
    truth: draw(count * size, () => (prng.chance(0.5) ? 1 : prng.next())),
    weight: draw(count * size, () => prng.pick([1, 4])),
  };
}

it('has the gradient that differences of the loss give', () => {
  const batch = example();
  segmentationLoss(batch, width, height);
  const gradients = batch.gradients.slice();
  for (let i = 0; i < batch.logits.length; i++) {
    const value = batch.logits[i] ?? 0;
    batch.logits[i] = value + 1e-2;
    const above = segmentationLoss(batch, width, height);
    batch.logits[i] = value - 1e-2;
    const below = segmentationLoss(batch, width, height);
    batch.logits[i] = value;
    expect(gradients[i]).toBeCloseTo((above - below) / 2e-2, 4);
  }
});

it('pairs each pixel with its own logits', () => {
  const batch = example();
  // Row by row the pixel's own number; the logits of it, found by the layout of depth-to-space, agree with the truth.
  for (let n = 0, i = 0; n < count; n++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const at = ((n * (height / 2) + (y >> 1)) * (width / 2) + (x >> 1)) * 8 + (y & 1) * 4 + (x & 1) * 2;
        const person = (x * 7 + y * 3 + n) % 2 === 0;
        batch.truth[i] = person ? 1 : 0;
        batch.logits[at] = person ? -20 : 20;
        batch.logits[at + 1] = person ? 20 : -20;
      }
    }
  }
  expect(segmentationLoss(batch, width, height)).toBeLessThan(1e-6);
});

it('stays finite for logits beyond the range of exp', () => {
  const batch = example();
  batch.logits.fill(500);
  batch.logits.forEach((_, i) => (batch.logits[i] = i % 2 === 0 ? 500 : -500));
  expect(segmentationLoss(batch, width, height)).toBeGreaterThan(100);
  expect(batch.gradients.every(Number.isFinite)).toBe(true);
});
