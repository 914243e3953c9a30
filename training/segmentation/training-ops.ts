import * as tf from '@tensorflow/tfjs';
import { differentiable, savedInput } from './differentiable.ts';
import { depthwiseInputGradient, paddingBefore, windowColumns } from './spatial-gradients.ts';
import type { TrainingKernels } from './training-kernels.ts';

/** Told the statistics of a batch, for the running averages. */
export type SeeStatistics = (mean: Float32Array, variance: Float32Array) => void;

/**
 * Differentiable layers for training on the WASM backend, written over what it has and is quick at: matrix products
 * without transposed operands, forward convolutions, slices, elementwise arithmetic, and {@link TrainingKernels}. Each
 * equals the plain tfjs operation, values and gradients.
 */
export interface TrainingOps {
  /** x [..., A] times w [A, B]: a 1x1 convolution. */
  linear(x: tf.Tensor, w: tf.Tensor2D): tf.Tensor;
  /** Same-padded depthwise convolution; filter [k, k, C, 1]. */
  depthwise(x: tf.Tensor4D, filter: tf.Tensor4D, stride: 1 | 2): tf.Tensor4D;
  /** Same-padded convolution of the input picture, whose own gradient nobody needs; filter [k, k, Cin, Cout]. */
  stem(x: tf.Tensor4D, filter: tf.Tensor4D, stride: 1 | 2): tf.Tensor4D;
  /** Batch normalisation over all axes but the last with the batch's own statistics. Ioffe and Szegedy, 2015. */
  batchNorm(x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor, see: SeeStatistics): tf.Tensor;
  /** Bilinear upsampling by two, half-pixel centres. */
  upsample(x: tf.Tensor4D): tf.Tensor4D;
  /** Mean over height and width, [N, 1, 1, C]. */
  globalPool(x: tf.Tensor4D): tf.Tensor4D;
  /** A picture times one gain per channel: x [N, H, W, C], gate [N, 1, 1, C]. */
  scaleChannels(x: tf.Tensor4D, gate: tf.Tensor4D): tf.Tensor4D;
  /** `x * relu6(x + 3) / 6`. */
  hardSwish(x: tf.Tensor): tf.Tensor;
  /** Blocks of 4 * C channels to 2x2 pixels of C. */
  depthToSpace(x: tf.Tensor4D): tf.Tensor4D;
}

const rowsOf = (x: tf.Tensor): number => x.size / (x.shape.at(-1) ?? 1);
const floats = (x: tf.Tensor): Float32Array => {
  const data = x.dataSync();
  return data instanceof Float32Array ? data : Float32Array.from(data);
};
/** Sum over height and width as a product with ones: reductions of outer axes would transpose first. */
const spatialSum = (x: tf.Tensor4D, factor: number): tf.Tensor4D => {
  const [n, h, w, c] = x.shape;
  return tf.reshape(tf.matMul(tf.fill([n, 1, h * w], factor), tf.reshape(x, [n, h * w, c])), [n, 1, 1, c]);
};

/** Makes the layers over loaded kernels. */
export function createTrainingOps(kernels: TrainingKernels): TrainingOps {
  return {
    linear: (x, w) =>
      differentiable([x, w], () => {
        const [a, b] = w.shape;
        return {
          value: tf.reshape(tf.matMul(tf.reshape(x, [rowsOf(x), a]), w), [...x.shape.slice(0, -1), b]),
          gradient: (dy, saved) => {
            const dy2 = tf.reshape(dy, [rowsOf(x), b]);
            const flat: tf.Tensor2D = tf.reshape(savedInput(saved, 0), [rowsOf(x), a]);
            const across: tf.Tensor2D = tf.reshape(savedInput(saved, 1), [a, b]);
            return [tf.reshape(tf.matMul(dy2, tf.transpose(across)), x.shape), tf.matMul(tf.transpose(flat), dy2)];
          },
        };
      }),

    depthwise: (x, filter, stride) =>
      tf.reshape(
        differentiable([x, filter], () => {
          const [batch, height, width, channels] = x.shape;
          const kernel = filter.shape[0];
          return {
            value: tf.depthwiseConv2d(x, filter, stride, 'same'),
            gradient: (dy, saved) => {
              const shape = {
                batch,
                height,
                width,
                channels,
                outHeight: Math.ceil(height / stride),
                outWidth: Math.ceil(width / stride),
                kernel,
                stride,
                top: paddingBefore(height, kernel, stride),
                left: paddingBefore(width, kernel, stride),
              };
              const dy4 = tf.reshape<tf.Rank.R4>(dy, [batch, shape.outHeight, shape.outWidth, channels]);
              const dFilter = kernels.depthwiseFilterGradient(floats(savedInput(saved, 0)), floats(dy), shape);
              const taps: tf.Tensor4D = tf.reshape(savedInput(saved, 1), filter.shape);
              return [depthwiseInputGradient(dy4, taps, [height, width], stride), tf.tensor(dFilter, filter.shape)];
            },
          };
        }),
        [x.shape[0], Math.ceil(x.shape[1] / stride), Math.ceil(x.shape[2] / stride), x.shape[3]],
      ),

    stem: (x, filter, stride) =>
      tf.reshape(
        differentiable([filter], () => ({
          value: tf.conv2d(x, filter, stride, 'same'),
          gradient: dy => {
            const [k, , ci, co] = filter.shape;
            const columns = windowColumns(x, k, stride);
            const flat = tf.reshape(columns, [rowsOf(columns), k * k * ci]);
            return [tf.reshape(tf.matMul(tf.transpose(flat), tf.reshape(dy, [rowsOf(dy), co])), filter.shape)];
          },
        })),
        [x.shape[0], Math.ceil(x.shape[1] / stride), Math.ceil(x.shape[2] / stride), filter.shape[3]],
      ),

    batchNorm: (x, scale, shift, see) =>
      differentiable([x, scale, shift], () => {
        const data = floats(x);
        const gain = floats(scale);
        const { y, mean, variance } = kernels.normalise(data, gain, floats(shift));
        see(mean, variance);
        return {
          value: tf.tensor(y, x.shape),
          gradient: dy => {
            const { dx, dScale, dShift } = kernels.normaliseGradient(data, floats(dy), gain, { mean, variance });
            return [tf.tensor(dx, x.shape), tf.tensor1d(dScale), tf.tensor1d(dShift)];
          },
        };
      }),

    upsample: x => {
      const [n, h, w, c] = x.shape;
      const value = differentiable([x], () => ({
        value: tf.image.resizeBilinear(x, [h * 2, w * 2], false, true),
        gradient: dy => {
          // The adjoint: 4 taps per axis; the frame's edge counts twice, because reading clamps there.
          const line = [0.25, 0.75, 0.75, 0.25];
          const taps = tf.tensor4d(
            line.flatMap(a => line.map(b => a * b)),
            [4, 4, 1, 1],
          );
          const dy4 = tf.reshape<tf.Rank.R4>(dy, [n, h * 2, w * 2, c]);
          const padded: tf.Tensor4D = tf.mirrorPad<tf.Tensor4D>(
            dy4,
            [
              [0, 0],
              [1, 1],
              [1, 1],
              [0, 0],
            ],
            'symmetric',
          );
          const filter: tf.Tensor4D = tf.tile<tf.Tensor4D>(taps, [1, 1, c, 1]);
          return [tf.depthwiseConv2d(padded, filter, 2, 'valid')];
        },
      }));
      return tf.reshape(value, [n, h * 2, w * 2, c]);
    },

    globalPool: x => {
      const [n, h, w, c] = x.shape;
      const value = differentiable([x], () => ({
        value: spatialSum(x, 1 / (h * w)),
        gradient: dy => [tf.mul(tf.ones([n, h, w, c]), tf.div(dy, h * w))],
      }));
      return tf.reshape(value, [n, 1, 1, c]);
    },

    scaleChannels: (x, gate) => {
      const value = differentiable([x, gate], () => ({
        value: tf.mul(x, gate),
        gradient: (dy, saved) => [
          tf.mul(dy, savedInput(saved, 1)),
          spatialSum(tf.reshape<tf.Rank.R4>(tf.mul(dy, savedInput(saved, 0)), x.shape), 1),
        ],
      }));
      return tf.reshape(value, x.shape);
    },

    hardSwish: x =>
      differentiable([x], () => ({
        value: tf.mul(x, tf.mul(tf.relu6(tf.add(x, 3)), 1 / 6)),
        gradient: (dy, saved) => {
          // The slope: 0 below -3, 1 above 3, (2 x + 3) / 6 between.
          const at = savedInput(saved, 0);
          const inside = tf.add(tf.mul(at, 1 / 3), 0.5);
          const high = tf.where(tf.greater(at, 3), tf.onesLike(at), inside);
          return [tf.mul(dy, tf.where(tf.less(at, -3), tf.zerosLike(at), high))];
        },
      })),

    depthToSpace: x => {
      const [n, h, w, c4] = x.shape;
      const c = c4 / 4;
      const blocks = tf.transpose(tf.reshape(x, [n, h, w, 2, 2, c]), [0, 1, 3, 2, 4, 5]);
      return tf.reshape(blocks, [n, h * 2, w * 2, c]);
    },
  };
}
