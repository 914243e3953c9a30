import * as tf from '@tensorflow/tfjs';
import type { Layer, Network } from './network.ts';

/** Doubles height or width as a product with interpolation weights: tfjs has no gradient for half-pixel resizing. */
function interpolation(n: number): tf.Tensor2D {
  const rows = Array.from({ length: n * 2 }, (_, i) => {
    const row = new Array<number>(n).fill(0);
    const at = Math.min(n - 1, Math.max(0, (i + 0.5) / 2 - 0.5));
    const low = Math.floor(at);
    const high = Math.min(n - 1, low + 1);
    row[low] = (row[low] ?? 0) + 1 - (at - low);
    row[high] = (row[high] ?? 0) + (at - low);
    return row;
  });
  return tf.tensor2d(rows);
}

function upsample(x: tf.Tensor4D): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const rows = tf.reshape(tf.transpose(x, [1, 0, 2, 3]), [h, n * w * c]);
  const tall = tf.transpose(tf.reshape(tf.matMul(interpolation(h), rows), [h * 2, n, w, c]), [2, 1, 0, 3]);
  const wide = tf.matMul(interpolation(w), tf.reshape(tall, [w, n * h * 2 * c]));
  return tf.transpose(tf.reshape(wide, [w * 2, n, h * 2, c]), [1, 2, 0, 3]);
}

function convolution(
  layer: Extract<Layer, { kind: 'conv' | 'depthwise' }>,
  x: tf.Tensor4D,
  weight: (name: string) => tf.Tensor,
): tf.Tensor4D {
  const { kernel: k, channels } = layer;
  const filter = weight(`${layer.id}/weights`);
  let y =
    layer.kind === 'depthwise'
      ? tf.depthwiseConv2d(x, tf.reshape<tf.Rank.R4>(filter, [k, k, channels, 1]), layer.stride, 'same')
      : tf.conv2d(x, tf.reshape<tf.Rank.R4>(filter, [k, k, layer.channelsIn, channels]), layer.stride, 'same');
  if (layer.normalised) {
    const { mean, variance } = tf.moments(y, [0, 1, 2]);
    const hat = tf.mul(tf.sub(y, mean), tf.rsqrt(tf.add(variance, 1e-3)));
    y = tf.add(tf.mul(hat, weight(`${layer.id}/scale`)), weight(`${layer.id}/shift`));
  } else y = tf.add(y, weight(`${layer.id}/bias`));
  switch (layer.activation) {
    case 'relu':
      return tf.relu(y);
    case 'hswish':
      return tf.div(tf.mul(y, tf.clipByValue(tf.add(y, 3), 0, 6)), 6);
    case 'sigmoid':
      return tf.sigmoid(y);
    case 'linear':
      return y;
  }
}

/**
 * The logits below depth-to-space of pictures [N, H, W, 3] by plain tfjs operations, each batch normalised by its own
 * statistics: the slow, clear twin of the trainer, with tfjs's own gradients.
 */
export function referenceForward(
  network: Network,
  images: tf.Tensor4D,
  weight: (name: string) => tf.Tensor,
): tf.Tensor4D {
  const values = new Map<string, tf.Tensor4D>([['image', images]]);
  const read = (name: string): tf.Tensor4D => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`network: a layer reads "${name}", which comes later. Order the layers.`);
    return value;
  };
  for (const layer of network.layers) {
    const x = read(layer.inputs[0]);
    switch (layer.kind) {
      case 'conv':
      case 'depthwise':
        values.set(layer.id, convolution(layer, x, weight));
        break;
      case 'pool':
        values.set(layer.id, tf.mean(x, [1, 2], true));
        break;
      case 'add':
        values.set(layer.id, tf.add(x, read(layer.inputs[1])));
        break;
      case 'multiply':
        values.set(layer.id, tf.mul(x, read(layer.inputs[1])));
        break;
      case 'upsample':
        values.set(layer.id, upsample(x));
        break;
      case 'depth-to-space':
        return x;
    }
  }
  return read(network.output);
}
