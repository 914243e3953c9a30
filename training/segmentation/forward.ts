import * as tf from '@tensorflow/tfjs';
import type { Layer, Network } from './network.ts';
import type { TrainingOps } from './training-ops.ts';

/** Told the statistics of each normalised layer while training. */
export type SeeLayerStatistics = (layer: string, mean: Float32Array, variance: Float32Array) => void;

function convolution(
  ops: TrainingOps,
  layer: Extract<Layer, { kind: 'conv' | 'depthwise' }>,
  x: tf.Tensor4D,
  weight: (name: string) => tf.Tensor,
  see: SeeLayerStatistics | undefined,
): tf.Tensor {
  const { kernel: k, channels } = layer;
  let y: tf.Tensor;
  if (layer.kind === 'depthwise') {
    y = ops.depthwise(x, tf.reshape(weight(`${layer.id}/weights`), [k, k, channels, 1]), layer.stride);
  } else if (k === 1) y = ops.linear(x, tf.reshape(weight(`${layer.id}/weights`), [layer.channelsIn, channels]));
  else y = ops.stem(x, tf.reshape(weight(`${layer.id}/weights`), [k, k, layer.channelsIn, channels]), layer.stride);
  if (!layer.normalised) y = tf.add(y, weight(`${layer.id}/bias`));
  else if (see !== undefined) {
    y = ops.batchNorm(y, weight(`${layer.id}/scale`), weight(`${layer.id}/shift`), (mean, variance) => {
      see(layer.id, mean, variance);
    });
  } else {
    const gain = tf.mul(weight(`${layer.id}/scale`), tf.rsqrt(tf.add(weight(`${layer.id}/variance`), 1e-3)));
    y = tf.add(tf.mul(tf.sub(y, weight(`${layer.id}/mean`)), gain), weight(`${layer.id}/shift`));
  }
  switch (layer.activation) {
    case 'relu':
      return tf.relu(y);
    case 'hswish':
      return ops.hardSwish(y);
    case 'sigmoid':
      return tf.sigmoid(y);
    case 'linear':
      return y;
  }
}

/**
 * The logits [N, H, W, 2] of pictures [N, H, W, 3]. With `see` each batch is normalised by its own statistics, which
 * are reported; without, by the running ones.
 */
export function forward(
  ops: TrainingOps,
  network: Network,
  images: tf.Tensor4D,
  weight: (name: string) => tf.Tensor,
  see?: SeeLayerStatistics,
): tf.Tensor4D {
  const values = new Map<string, tf.Tensor4D>([['image', images]]);
  const read = (name: string): tf.Tensor4D => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`network: a layer reads "${name}", which comes later. Order the layers.`);
    return value;
  };
  for (const layer of network.layers) {
    const x = read(layer.inputs[0]);
    let y: tf.Tensor;
    switch (layer.kind) {
      case 'conv':
      case 'depthwise':
        y = convolution(ops, layer, x, weight, see);
        break;
      case 'pool':
        y = ops.globalPool(x);
        break;
      case 'add':
        y = tf.add(x, read(layer.inputs[1]));
        break;
      case 'multiply':
        y = ops.scaleChannels(x, read(layer.inputs[1]));
        break;
      case 'upsample':
        y = ops.upsample(x);
        break;
      case 'depth-to-space':
        y = ops.depthToSpace(x);
        break;
    }
    const [n, h = 1, w = 1, c = 1] = y.shape;
    values.set(layer.id, tf.reshape(y, [n, h, w, c]));
  }
  return read(network.output);
}
