import * as tf from '@tensorflow/tfjs';

/** The zeros that "same" padding puts before a side of `size` pixels. */
export function paddingBefore(size: number, kernel: number, stride: number): number {
  return Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size) >> 1;
}

/** A picture with a zero row after each row and a zero column after each column. */
function dilate(dy: tf.Tensor4D): tf.Tensor4D {
  const [n, h, w, c] = dy.shape;
  const wide = tf.concat([tf.reshape(dy, [n * h, w, 1, c]), tf.zeros([n * h, w, 1, c])], 2);
  const tall = tf.concat([tf.reshape(wide, [n, h, 1, w * 2 * c]), tf.zeros([n, h, 1, w * 2 * c])], 2);
  return tf.reshape(tall, [n, h * 2, w * 2, c]);
}

/** The input gradient of a same-padded depthwise convolution: the flipped filter over the (dilated) output gradient. */
export function depthwiseInputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  size: readonly [number, number],
  stride: 1 | 2,
): tf.Tensor4D {
  const k = filter.shape[0];
  const flipped = tf.reverse(filter, [0, 1]);
  const spread = stride === 1 ? dy : dilate(dy);
  const pads = size.map((length, axis): [number, number] => {
    const before = k - 1 - paddingBefore(length, k, stride);
    return [before, length + k - 1 - before - (spread.shape[axis + 1] ?? 0)];
  });
  // The dilated picture may end in a zero line that lies beyond what any window reads.
  const cut = tf.slice(
    spread,
    [0, 0, 0, 0],
    [
      spread.shape[0],
      spread.shape[1] + Math.min(0, pads[0]?.[1] ?? 0),
      spread.shape[2] + Math.min(0, pads[1]?.[1] ?? 0),
      spread.shape[3],
    ],
  );
  const margin = (axis: number): [number, number] => [pads[axis]?.[0] ?? 0, Math.max(0, pads[axis]?.[1] ?? 0)];
  const padded: tf.Tensor4D = tf.pad<tf.Tensor4D>(cut, [[0, 0], margin(0), margin(1), [0, 0]]);
  return tf.depthwiseConv2d(padded, flipped, 1, 'valid');
}

/**
 * The pixels that each tap of a same-padded window reads, side by side as channels: [N, outH, outW, k * k * C]. Stride
 * 2 needs even padded sides and is a reshape and slices, because strided slices are slow on the WASM backend.
 */
export function windowColumns(x: tf.Tensor4D, k: number, stride: 1 | 2): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const oh = Math.ceil(h / stride);
  const ow = Math.ceil(w / stride);
  const top = paddingBefore(h, k, stride);
  const left = paddingBefore(w, k, stride);
  const even = (size: number): number => (stride === 2 ? size + (size & 1) : size);
  const ph = even(Math.max(h + top, (oh - 1) * stride + k));
  const pw = even(Math.max(w + left, (ow - 1) * stride + k));
  const padded: tf.Tensor4D = tf.pad<tf.Tensor4D>(x, [
    [0, 0],
    [top, ph - top - h],
    [left, pw - left - w],
    [0, 0],
  ]);
  const taps: tf.Tensor4D[] = [];
  // Blocks of 2x2 pixels: rows of a pair lie one after the other, columns of a pair are channels.
  const blocks = stride === 2 ? tf.reshape<tf.Rank.R4>(padded, [n, ph / 2, pw, 2 * c]) : padded;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      const start: [number, number, number, number] =
        stride === 2 ? [0, i >> 1, (i & 1) * (pw / 2) + (j >> 1), (j & 1) * c] : [0, i, j, 0];
      const tap: tf.Tensor4D = tf.slice(blocks, start, [n, oh, ow, c]);
      taps.push(tap);
    }
  }
  return tf.concat(taps, 3);
}
