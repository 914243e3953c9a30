import { fillBatch, type ScenePool } from './fill-batch.ts';
import type { NetworkTrainer } from './network-trainer.ts';
import type { Weights } from './weights.ts';

/**
 * The mean IoU over the scenes of a pool at the trainer's picture size, at threshold one half and 1 where neither mask
 * has a pixel. The trainer computes with `weights` and their running statistics, and keeps those.
 */
export function meanIou(trainer: NetworkTrainer, weights: Weights, pool: ScenePool): number {
  const { batch: count, width, height, images } = trainer;
  for (const [name, value] of trainer.values) value.set(weights.get(name)?.data ?? value);
  const size = width * height;
  const batch = { images, truth: new Float32Array(count * size), weight: new Float32Array(count * size) };
  const scenes = pool.pixels.length / (pool.width * pool.height * 4);
  let sum = 0;
  for (let first = 0; first < scenes; first += count) {
    // The last batch ends with scenes from the pool's beginning, which are not counted.
    const indices = Array.from({ length: count }, (_, i) => (first + i) % scenes);
    fillBatch(batch, pool, indices, width, height);
    trainer.infer(weights);
    for (let slot = 0; slot < Math.min(count, scenes - first); slot++) {
      const truth = batch.truth.subarray(slot * size, (slot + 1) * size);
      sum += iou(trainer.logits.subarray(slot * size * 2, (slot + 1) * size * 2), truth, width);
    }
  }
  return sum / scenes;
}

/** `logits` lie in blocks of 2x2 pixels, as the trainer gives them. */
function iou(logits: Float32Array, truth: Float32Array, width: number): number {
  let common = 0;
  let either = 0;
  for (let p = 0; p < truth.length; p++) {
    const x = p % width;
    const y = (p - x) / width;
    const at = ((y >> 1) * (width >> 1) + (x >> 1)) * 8 + (y & 1) * 4 + (x & 1) * 2;
    const predicted = logits[at + 1]! > logits[at]!;
    const actual = truth[p]! > 0.5;
    if (predicted && actual) common += 1;
    if (predicted || actual) either += 1;
  }
  return either === 0 ? 1 : common / either;
}
