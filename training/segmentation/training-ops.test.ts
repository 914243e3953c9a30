import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPrng } from '../../src/calculators/scene/kernels/prng.ts';
import { activateWasm } from './activate-wasm.ts';
import { loadTrainingKernels } from './training-kernels.ts';
import { createTrainingOps, type TrainingOps } from './training-ops.ts';

let ops: TrainingOps;

beforeAll(async () => {
  ops = createTrainingOps(await loadTrainingKernels());
  await activateWasm();
});

function random(
  shape: readonly number[],
  seed: number,
): { readonly shape: readonly number[]; readonly data: Float32Array } {
  const prng = createPrng(seed);
  return { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => prng.normal()) };
}

type Values = readonly { readonly shape: readonly number[]; readonly data: Float32Array }[];

/** Value and gradients of sum(f(inputs) * fixed noise). */
async function derive(backend: string, inputs: Values, f: (...tensors: tf.Tensor[]) => tf.Tensor): Promise<number[][]> {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const scalar = (...tensors: tf.Tensor[]): tf.Scalar => {
      const y = f(...tensors);
      const noise = random(y.shape, 99);
      return tf.reshape(tf.sum(tf.mul(y, tf.tensor(noise.data, [...noise.shape]))), []);
    };
    const given = inputs.map(({ shape, data }) => tf.tensor(data, [...shape]));
    const { grads } = tf.valueAndGrads(scalar)(given);
    return [Array.from(f(...given).dataSync()), ...grads.map(grad => Array.from(grad.dataSync()))];
  });
}

/** Our layer on WASM against the plain operation on the cpu backend: relative error of value and every gradient. */
async function worstError(
  inputs: Values,
  ours: (...t: tf.Tensor[]) => tf.Tensor,
  plain: (...t: tf.Tensor[]) => tf.Tensor,
): Promise<number> {
  const a = await derive('wasm', inputs, ours);
  const b = await derive('cpu', inputs, plain);
  let worst = 0;
  a.forEach((values, i) => {
    const reference = b[i] ?? [];
    const scale = Math.max(1e-6, ...reference.map(Math.abs));
    expect(values).toHaveLength(reference.length);
    values.forEach((value, j) => {
      worst = Math.max(worst, Math.abs(value - (reference[j] ?? Number.NaN)) / scale);
    });
  });
  return worst;
}

const as4 = (x: tf.Tensor | undefined): tf.Tensor4D => x as tf.Tensor4D;

describe('training layers equal the plain operations of the cpu backend, values and gradients', () => {
  for (const stride of [1, 2] as const) {
    for (const k of [3, 5]) {
      for (const [h, w] of [
        [8, 12],
        [6, 6],
        [7, 5],
      ] as const) {
        it(`depthwise ${k}x${k}, stride ${stride}, ${h}x${w}`, async () => {
          const inputs = [random([2, h, w, 8], 1), random([k, k, 8, 1], 2)];
          const ours = (x?: tf.Tensor, f?: tf.Tensor): tf.Tensor => ops.depthwise(as4(x), as4(f), stride);
          const plain = (x?: tf.Tensor, f?: tf.Tensor): tf.Tensor => tf.depthwiseConv2d(as4(x), as4(f), stride, 'same');
          expect(await worstError(inputs, ours, plain)).toBeLessThan(1e-5);
        });
      }
    }
  }

  for (const [k, stride] of [
    [3, 2],
    [2, 2],
    [3, 1],
    [5, 2],
  ] as const) {
    it(`stem ${k}x${k}, stride ${stride}`, async () => {
      const x = random([2, 8, 12, 3], 3);
      // Kept: it must outlive the scope that the gradient is taken in, as the pictures of a batch do.
      const picture = (): tf.Tensor4D => tf.keep(tf.tensor4d(x.data, [2, 8, 12, 3]));
      const ours = (f?: tf.Tensor): tf.Tensor => ops.stem(picture(), as4(f), stride);
      const plain = (f?: tf.Tensor): tf.Tensor => tf.conv2d(picture(), as4(f), stride, 'same');
      expect(await worstError([random([k, k, 3, 16], 4)], ours, plain)).toBeLessThan(1e-5);
    });
  }

  it('linear', async () => {
    const inputs = [random([2, 4, 6, 8], 5), random([8, 5], 6)];
    const plain = (x?: tf.Tensor, w?: tf.Tensor): tf.Tensor =>
      tf.reshape(tf.matMul(tf.reshape(as4(x), [48, 8]), w as tf.Tensor2D), [2, 4, 6, 5]);
    expect(await worstError(inputs, (x, w) => ops.linear(as4(x), w as tf.Tensor2D), plain)).toBeLessThan(1e-5);
  });

  it('batchNorm', async () => {
    const inputs = [random([2, 9, 7, 8], 7), random([8], 8), random([8], 9)];
    const ours = (x?: tf.Tensor, g?: tf.Tensor, b?: tf.Tensor): tf.Tensor =>
      ops.batchNorm(as4(x), g as tf.Tensor1D, b as tf.Tensor1D, () => undefined);
    const plain = (x?: tf.Tensor, g?: tf.Tensor, b?: tf.Tensor): tf.Tensor => {
      const { mean, variance } = tf.moments(as4(x), [0, 1, 2]);
      const hat = tf.mul(tf.sub(as4(x), mean), tf.rsqrt(tf.add(variance, 1e-3)));
      return tf.add(tf.mul(hat, g as tf.Tensor1D), b as tf.Tensor1D);
    };
    expect(await worstError(inputs, ours, plain)).toBeLessThan(1e-5);
  });

  it('upsample', async () => {
    // The plain gradient of half-pixel resizing is not in tfjs: the same interpolation as two matrix products is.
    const matrix = (n: number): tf.Tensor2D => {
      const rows = Array.from({ length: n * 2 }, (_, i) => {
        const row = new Array<number>(n).fill(0);
        const at = Math.min(n - 1, Math.max(0, (i + 0.5) / 2 - 0.5));
        const low = Math.floor(at);
        row[low] = (row[low] ?? 0) + 1 - (at - low);
        const high = Math.min(n - 1, low + 1);
        row[high] = (row[high] ?? 0) + (at - low);
        return row;
      });
      return tf.tensor2d(rows);
    };
    const plain = (x?: tf.Tensor): tf.Tensor => {
      const tall = tf.reshape(
        tf.matMul(matrix(4), tf.reshape(tf.transpose(as4(x), [1, 0, 2, 3]), [4, 2 * 6 * 8])),
        [8, 2, 6, 8],
      );
      const wide = tf.reshape(
        tf.matMul(matrix(6), tf.reshape(tf.transpose(tall, [2, 1, 0, 3]), [6, 2 * 8 * 8])),
        [12, 2, 8, 8],
      );
      return tf.transpose(wide, [1, 2, 0, 3]);
    };
    expect(await worstError([random([2, 4, 6, 8], 10)], x => ops.upsample(as4(x)), plain)).toBeLessThan(1e-5);
  });

  it('globalPool and scaleChannels', async () => {
    const inputs = [random([2, 4, 6, 8], 11), random([2, 1, 1, 8], 12)];
    const ours = (x?: tf.Tensor, g?: tf.Tensor): tf.Tensor => ops.globalPool(ops.scaleChannels(as4(x), as4(g)));
    const plain = (x?: tf.Tensor, g?: tf.Tensor): tf.Tensor => tf.mean(tf.mul(as4(x), as4(g)), [1, 2], true);
    expect(await worstError(inputs, ours, plain)).toBeLessThan(1e-5);
  });

  it('hardSwish', async () => {
    const x = random([400], 13);
    const wide = { shape: x.shape, data: x.data.map(v => v * 3) };
    const plain = (v?: tf.Tensor): tf.Tensor => tf.div(tf.mul(as4(v), tf.clipByValue(tf.add(as4(v), 3), 0, 6)), 6);
    expect(await worstError([wide], v => ops.hardSwish(as4(v)), plain)).toBeLessThan(1e-5);
  });

  it('depthToSpace', async () => {
    const plain = (x?: tf.Tensor): tf.Tensor =>
      tf.reshape(tf.transpose(tf.reshape(as4(x), [1, 3, 2, 2, 2, 2]), [0, 1, 3, 2, 4, 5]), [1, 6, 4, 2]);
    const inputs = [random([1, 3, 2, 8], 14)];
    expect(await worstError(inputs, x => ops.depthToSpace(as4(x)), plain)).toBeLessThan(1e-6);
    await tf.setBackend('cpu');
    const { shape, data } = inputs[0] ?? random([], 0);
    const x = tf.tensor4d(data, [1, 3, 2, 8]);
    expect(shape).toEqual([1, 3, 2, 8]);
    expect(Array.from(tf.depthToSpace(x, 2, 'NHWC').dataSync())).toEqual(Array.from(ops.depthToSpace(x).dataSync()));
  });
});
