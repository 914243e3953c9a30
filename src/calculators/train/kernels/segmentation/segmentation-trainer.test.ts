import { expect, it } from 'vitest';
import { mulberry32 } from '../chance/mulberry32.ts';
import { normalSource } from '../chance/normal.ts';
import { segmentationNetwork } from './network.ts';
import { createSegmentationTrainer } from './segmentation-trainer.ts';
import { initialWeights } from './weights.ts';
import { encodeWeights } from './weights-file.ts';

const network = segmentationNetwork();
const options = { batch: 2, width: 32, height: 16, muon: 6, averaging: 0.9, seed: 3 };
const uniform = mulberry32(9);
const pool = {
  width: 36,
  height: 18,
  pixels: Uint8Array.from({ length: 4 * 36 * 18 * 4 }, () => 256 * uniform.uniform()),
};
const trainer = () => createSegmentationTrainer(network, initialWeights(network, normalSource(mulberry32(1))), options);

it('goes on from a saved state with the bytes of a training that was never interrupted', async () => {
  const whole = await trainer();
  const first = await trainer();
  for (let step = 0; step < 2; step++) {
    const loss = whole.step(pool, [step, 3 - step], step, 0.01);
    expect(first.step(pool, [step, 3 - step], step, 0.01)).toBe(loss);
  }
  const saved = first.save();
  first.step(pool, [0, 1], 2, 0.01);
  const second = await trainer();
  second.restore(saved);
  for (let step = 2; step < 4; step++) {
    expect(second.step(pool, [0, 2], step, 0.01)).toBe(whole.step(pool, [0, 2], step, 0.01));
  }
  expect(Buffer.compare(encodeWeights(second.average), encodeWeights(whole.average))).toBe(0);
});

it('varies the pictures by the step alone', async () => {
  const [one, other] = await Promise.all([trainer(), trainer()]);
  expect(one.step(pool, [0, 1], 5, 0)).toBe(other.step(pool, [0, 1], 5, 0));
  expect(one.step(pool, [0, 1], 6, 0)).not.toBe(other.step(pool, [0, 1], 5, 0));
});
