import * as tf from '@tensorflow/tfjs';
import type { TrainingOps } from './training-ops.ts';

/**
 * Weighted cross-entropy plus half a Dice loss. `logits` [N, H, W, 2] of background and person, `truth` and `weight`
 * [N, H, W]. Dice: Milletari et al., "V-Net" (2016), over the whole batch, smoothed by 1.
 */
export function segmentationLoss(
  ops: TrainingOps,
  logits: tf.Tensor4D,
  truth: tf.Tensor,
  weight: tf.Tensor,
): tf.Scalar {
  const [n, h, w] = logits.shape;
  // Softmax over two logits is the sigmoid of their difference; a product with (-1, 1) takes it without a slice.
  const d = tf.reshape(ops.linear(logits, tf.tensor2d([[-1], [1]])), [n, h, w]);
  const p = tf.sigmoid(d);
  // softplus(d) - truth * d, in the form that cannot overflow.
  const entropy = tf.add(tf.sub(tf.relu(d), tf.mul(d, truth)), tf.log(tf.add(tf.exp(tf.neg(tf.abs(d))), 1)));
  const cross = tf.div(tf.sum(tf.mul(entropy, weight)), tf.sum(weight));
  const sizes = tf.add(tf.sum(tf.square(p)), tf.sum(tf.square(truth)));
  const dice = tf.sub(1, tf.div(tf.add(tf.mul(tf.sum(tf.mul(p, truth)), 2), 1), tf.add(sizes, 1)));
  return tf.reshape(tf.add(cross, tf.mul(dice, 0.5)), []);
}
