import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { referenceForward } from '../../../../../test/fixtures/training/reference-forward.ts';
import { createPrng } from '../../../scene/kernels/prng.ts';
import type { Activation, Layer, Network } from './network.ts';
import { loadNetworkKernels, type NetworkKernels } from './network-kernels.ts';
import { createNetworkTrainer, type NetworkTrainer } from './network-trainer.ts';
import { initialWeights, isTrained, type Weights } from './weights.ts';

/** Every kind of layer, kernel, stride and activation; 12 and 20 channels leave a rest in loops over eight. */
const network: Network = {
  output: 'logits',
  layers: [
    conv('stem', 'image', 3, 12, 'hswish', 3, 2),
    depthwise('wide', 'stem', 12, 3, 'relu', 2),
    conv('grown', 'wide', 12, 20, 'hswish'),
    depthwise('far', 'grown', 20, 5, 'linear', 1),
    { kind: 'pool', id: 'mean', inputs: ['far'], channels: 20 },
    { ...conv('squeezed', 'mean', 20, 8, 'relu'), normalised: false },
    { ...conv('gate', 'squeezed', 8, 20, 'sigmoid'), normalised: false },
    { kind: 'multiply', id: 'gated', inputs: ['far', 'gate'], channels: 20 },
    { kind: 'add', id: 'summed', inputs: ['gated', 'grown'], channels: 20 },
    depthwise('low', 'summed', 20, 5, 'hswish', 2),
    { kind: 'upsample', id: 'raised', inputs: ['low'], channels: 20 },
    { kind: 'add', id: 'both', inputs: ['raised', 'summed'], channels: 20 },
    conv('narrow', 'both', 20, 12, 'linear'),
    { kind: 'upsample', id: 'large', inputs: ['narrow'], channels: 12 },
    conv('detail', 'image', 3, 12, 'relu', 2, 2),
    { kind: 'add', id: 'sharp', inputs: ['large', 'detail'], channels: 12 },
    depthwise('smooth', 'sharp', 12, 3, 'relu', 1),
    { ...conv('blocks', 'smooth', 12, 8, 'linear'), normalised: false },
    { kind: 'depth-to-space', id: 'logits', inputs: ['blocks'], channels: 2 },
  ],
};

function conv(
  id: string,
  input: string,
  channelsIn: number,
  channels: number,
  activation: Activation,
  kernel = 1,
  stride: 1 | 2 = 1,
): Extract<Layer, { kind: 'conv' }> {
  return { kind: 'conv', id, inputs: [input], kernel, stride, channelsIn, channels, activation, normalised: true };
}

function depthwise(
  id: string,
  input: string,
  channels: number,
  kernel: number,
  activation: Activation,
  stride: 1 | 2,
): Layer {
  const channelsIn = channels;
  return { kind: 'depthwise', id, inputs: [input], kernel, stride, channelsIn, channels, activation, normalised: true };
}

let kernels: NetworkKernels;

beforeAll(async () => {
  kernels = await loadNetworkKernels();
  await tf.setBackend('cpu');
}, 60_000);

/** Weights with scales, shifts and biases away from one and zero. */
function randomWeights(seed: number): Weights {
  const prng = createPrng(seed);
  const weights = initialWeights(network, prng.normal);
  for (const [name, { data }] of weights) {
    if (!name.endsWith('/weights') && isTrained(name)) data.forEach((v, i) => (data[i] = v + 0.3 * prng.normal()));
  }
  return weights;
}

function trainerWith(weights: Weights, size: { batch: number; width: number; height: number }): NetworkTrainer {
  const trainer = createNetworkTrainer(kernels, network, weights, size);
  const prng = createPrng(5);
  trainer.images.forEach((_, i) => (trainer.images[i] = prng.next()));
  return trainer;
}

describe('the network trainer', () => {
  it.each([
    { batch: 3, width: 16, height: 8 },
    { batch: 2, width: 40, height: 24 },
  ])('computes the logits and gradients that tfjs does: $batch of $width x $height', size => {
    const weights = randomWeights(3);
    const trainer = trainerWith(weights, size);
    const prng = createPrng(7);
    const noise = Float32Array.from(trainer.logits, () => prng.normal());
    // Twice: nothing of the pass before may remain.
    for (let pass = 0; pass < 2; pass++) {
      trainer.forward();
      trainer.logitGradients.set(noise);
      trainer.backward();
    }

    const { batch, width, height } = size;
    const names = [...weights.keys()].filter(isTrained);
    const images = tf.tensor4d(trainer.images.slice(), [batch, height, width, 3]);
    const inputs = names.map(name => tf.tensor(weights.get(name)?.data ?? [], [...(weights.get(name)?.shape ?? [])]));
    const at = (given: readonly tf.Tensor[]) => (name: string) => given[names.indexOf(name)] ?? tf.scalar(Number.NaN);
    const logits = referenceForward(network, images, at(inputs));
    expect(worst(trainer.logits, logits.dataSync())).toBeLessThan(1e-4);
    const { grads } = tf.valueAndGrads((...given: tf.Tensor[]) =>
      tf.sum<tf.Scalar>(tf.mul(referenceForward(network, images, at(given)), tf.tensor(noise, logits.shape))),
    )(inputs);
    grads.forEach((gradient, i) => {
      const ours = trainer.gradients.get(names[i] ?? '') ?? new Float32Array();
      expect([names[i], worst(ours, gradient.dataSync()) < 1e-3]).toEqual([names[i], true]);
    });
  });

  it('says which weights are missing', () => {
    const weights = randomWeights(1);
    weights.delete('far/scale');
    const trainer = trainerWith(weights, { batch: 1, width: 16, height: 8 });
    expect(() => {
      trainer.forward();
    }).toThrow('weights: "far/scale" is missing. Use the weights of this network.');
  });
});

/** The largest difference against the largest value. */
function worst(ours: ArrayLike<number>, reference: ArrayLike<number>): number {
  expect(ours.length).toBe(reference.length);
  let scale = 1e-6;
  let difference = 0;
  for (let i = 0; i < reference.length; i++) {
    scale = Math.max(scale, Math.abs(reference[i] ?? 0));
    difference = Math.max(difference, Math.abs((ours[i] ?? Number.NaN) - (reference[i] ?? 0)));
  }
  return difference / scale;
}
