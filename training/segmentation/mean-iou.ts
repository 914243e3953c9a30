import * as tf from '@tensorflow/tfjs';
import { forward } from './forward.ts';
import { makeBatch } from './make-batch.ts';
import type { Network } from './network.ts';
import type { ScenePool } from './scene-pool.ts';
import type { TrainingOps } from './training-ops.ts';
import type { Weights } from './weights.ts';

/** Intersection over union of one predicted and one true mask at threshold one half; 1 when both are empty. */
function iou(logits: ArrayLike<number>, truth: Float32Array, start: number, size: number): number {
  let common = 0;
  let either = 0;
  for (let p = start; p < start + size; p++) {
    const predicted = (logits[p * 2 + 1] ?? 0) > (logits[p * 2] ?? 0);
    const actual = (truth[p] ?? 0) > 0.5;
    if (predicted && actual) common += 1;
    if (predicted || actual) either += 1;
  }
  return either === 0 ? 1 : common / either;
}

/** The mean IoU over a pool at the network's resolution, with the running statistics. */
export function meanIou(
  ops: TrainingOps,
  network: Network,
  weights: Weights,
  pool: ScenePool,
  width: number,
  height: number,
): number {
  const tensors = new Map([...weights].map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]));
  const read = (name: string): tf.Tensor => {
    const value = tensors.get(name);
    if (value === undefined) throw new Error(`weights: "${name}" is missing. Use the weights of this network.`);
    return value;
  };
  let sum = 0;
  for (let first = 0; first < pool.count; first += 8) {
    const indices = Array.from({ length: Math.min(8, pool.count - first) }, (_, i) => first + i);
    const batch = makeBatch(pool, indices, width, height);
    const logits = tf.tidy(() => {
      const images = tf.tensor4d(batch.images, [indices.length, height, width, 3]);
      return forward(ops, network, images, read).dataSync();
    });
    indices.forEach((_, slot) => {
      sum += iou(logits, batch.truth, slot * width * height, width * height);
    });
  }
  for (const tensor of tensors.values()) tensor.dispose();
  return sum / pool.count;
}
