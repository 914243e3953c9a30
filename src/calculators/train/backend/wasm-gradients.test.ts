import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { nodeTrainingBackends } from '../../../../runtime-node/training/node-training-backends.ts';
import { normalSource } from '../kernels/chance/normal.ts';
import { xoshiro128 } from '../kernels/chance/xoshiro128.ts';
import type { TrainingBackend } from './training-backend.ts';

const cpu = await nodeTrainingBackends().open('cpu');
const wasm = await nodeTrainingBackends().open('wasm');

function random(seed: number, size: number): Float32Array {
  const normal = normalSource(xoshiro128(seed));
  return Float32Array.from({ length: size }, normal);
}

interface Given {
  readonly shape: number[];
  readonly data: Float32Array;
}

const given = (seed: number, ...shape: number[]): Given => ({
  shape,
  data: random(
    seed,
    shape.reduce((a, b) => a * b, 1),
  ),
});

/** The gradients of sum(f * fixed noise) by every input. */
function gradients(backend: TrainingBackend, inputs: readonly Given[], f: (...x: Tensor[]) => Tensor): number[][] {
  const { core: tf } = backend;
  backend.activate();
  const before = tf.memory().numTensors;
  const found = tf.tidy(() => {
    const tensors = inputs.map(({ shape, data }) => tf.tensor(data, shape));
    const scalar = (...x: Tensor[]) => {
      const y = f(...x);
      return tf.reshape(tf.sum(tf.mul(y, tf.tensor(random(99, y.size), y.shape))), []);
    };
    const lists: number[][] = tf
      .grads(scalar)(tensors)
      .map(one => Array.from(one.dataSync()));
    return lists;
  });
  expect(tf.memory().numTensors).toBe(before);
  return found;
}

function compare(inputs: readonly Given[], f: (backend: TrainingBackend) => (...x: Tensor[]) => Tensor): void {
  const [want, got] = [gradients(cpu, inputs, f(cpu)), gradients(wasm, inputs, f(wasm))];
  want.forEach((list, k) => {
    const scale = Math.max(1, ...list.map(Math.abs));
    list.forEach((value, i) => {
      expect(Math.abs((got[k]?.[i] ?? Number.NaN) - value) / scale).toBeLessThan(1e-5);
    });
  });
}

describe('gradients on wasm equal those of the cpu backend', () => {
  const cases = [1, 3, 5].flatMap(k =>
    [1, 2].flatMap(stride => (['same', 'valid'] as const).map(pad => [k, stride, pad] as const)),
  );

  it.each(cases)('convolution %dx, stride %d, %s', (k, stride, pad) => {
    compare(
      [given(1, 2, 7, 8, 3), given(2, k, k, 3, 4)],
      ({ core: tf }) =>
        (x, w) =>
          tf.conv2d(x as Tensor4D, w as Tensor4D, stride, pad),
    );
  });

  it.each(cases)('depthwise convolution %dx, stride %d, %s', (k, stride, pad) => {
    compare(
      [given(1, 2, 7, 8, 3), given(2, k, k, 3, 1)],
      ({ core: tf }) =>
        (x, w) =>
          tf.depthwiseConv2d(x as Tensor4D, w as Tensor4D, stride, pad),
    );
  });

  it('transposed and one-dimensional convolutions, and embeddings', () => {
    compare(
      [given(1, 2, 4, 4, 3), given(2, 3, 3, 2, 3)],
      ({ core: tf }) =>
        (x, w) =>
          tf.conv2dTranspose(x as Tensor4D, w as Tensor4D, [2, 8, 8, 2], 2, 'same'),
    );
    compare(
      [given(1, 2, 9, 3), given(2, 3, 3, 4)],
      ({ core: tf }) =>
        (x, w) =>
          tf.conv1d(x as Tensor3D, w as Tensor3D, 2, 'same'),
    );
    compare(
      [given(1, 6, 4)],
      ({ core: tf }) =>
        x =>
          tf.gather(x, tf.tensor1d([0, 5, 5, 2], 'int32')),
    );
  });

  it('refuses what it cannot do', () => {
    const inputs = [given(1, 1, 5, 5, 2), given(2, 3, 3, 2, 2)];
    const wide = () =>
      gradients(wasm, inputs, (x, w) => wasm.core.depthwiseConv2d(x as Tensor4D, w as Tensor4D, 1, 'same'));
    expect(wide).toThrow('a channel multiplier of 2 has no gradient');
  });
});
