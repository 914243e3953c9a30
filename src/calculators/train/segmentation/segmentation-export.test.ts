import * as tf from '@tensorflow/tfjs';
import ort from 'onnxruntime-node';
import { beforeAll, expect, it } from 'vitest';
import { createPrng } from '../../scene/kernels/prng.ts';
import { foldWeights } from '../kernels/segmentation/fold-weights.ts';
import { segmentationNetwork } from '../kernels/segmentation/network.ts';
import { loadNetworkKernels } from '../kernels/segmentation/network-kernels.ts';
import { createNetworkTrainer } from '../kernels/segmentation/network-trainer.ts';
import { initialWeights, isTrained } from '../kernels/segmentation/weights.ts';
import { decodeWeights, encodeWeights } from '../kernels/segmentation/weights-file.ts';
import { exportGraphModel } from './export-graph-model.ts';
import { exportOnnx } from './export-onnx.ts';

const network = segmentationNetwork();
const size = { width: 48, height: 32 };
const prng = createPrng(21);
const weights = initialWeights(network, prng.normal);
let images: Float32Array;
/** [32, 48, 2] by the trainer. */
let expected: Float32Array;

beforeAll(async () => {
  for (const [name, { data }] of weights) {
    if (!name.endsWith('/weights') && isTrained(name)) data.forEach((v, i) => (data[i] = v + 0.2 * prng.normal()));
  }
  const trainer = createNetworkTrainer(await loadNetworkKernels(), network, weights, { batch: 1, ...size });
  trainer.images.forEach((_, i) => (trainer.images[i] = prng.next()));
  // The statistics of this picture, so that no layer runs out of range; where a channel hardly varies, not so small a
  // variance that it would blow up the rounding of float16.
  trainer.forward((layer, mean, variance) => {
    weights.get(`${layer}/mean`)?.data.set(mean);
    weights.get(`${layer}/variance`)?.data.set(variance.map(v => Math.max(v, 0.2)));
  });
  trainer.infer(weights);
  images = trainer.images.slice();
  expected = new Float32Array(size.width * size.height * 2);
  for (let y = 0, o = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++, o += 2) {
      const at = ((y >> 1) * (size.width >> 1) + (x >> 1)) * 8 + (y & 1) * 4 + (x & 1) * 2;
      expected.set(trainer.logits.subarray(at, at + 2), o);
    }
  }
  await tf.setBackend('cpu');
});

/** The largest difference against the spread of the logits: float16 weights leave some. */
function worst(ours: ArrayLike<number>): number {
  let scale = 0;
  let difference = 0;
  expected.forEach((value, i) => {
    scale = Math.max(scale, Math.abs(value));
    difference = Math.max(difference, Math.abs(value - (ours[i] ?? Number.NaN)));
  });
  return difference / scale;
}

it('exports a tfjs graph model that gives the logits of training', async () => {
  const { model: json, weights: bytes } = exportGraphModel(network, foldWeights(network, weights), size);
  const model = tf.loadGraphModelSync(
    tf.io.fromMemorySync({
      modelTopology: json.modelTopology ?? {},
      weightSpecs: (json.weightsManifest ?? []).flatMap(group => group.weights),
      weightData: bytes.slice().buffer,
    }),
  );
  const logits = model.predict(tf.tensor4d(images, [1, size.height, size.width, 3])) as tf.Tensor;
  expect(logits.shape).toEqual([1, size.height, size.width, 2]);
  expect(worst(logits.dataSync())).toBeLessThan(0.01);
});

it('exports an ONNX model that gives the logits of training', async () => {
  const bytes = exportOnnx(network, foldWeights(network, weights), size);
  const session = await ort.InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  const input = new ort.Tensor('float32', images, [1, size.height, size.width, 3]);
  const { logits } = await session.run({ image: input });
  expect(logits?.dims).toEqual([1, size.height, size.width, 2]);
  expect(worst(logits?.data as Float32Array)).toBeLessThan(0.01);
});

it('takes the margin off the logits of people alone', () => {
  const plain = foldWeights(network, weights);
  const strict = foldWeights(network, weights, 0.5);
  const changed = [...plain].filter(([id, { bias }]) => bias.some((v, i) => v !== strict.get(id)?.bias[i]));
  expect(changed.map(([id]) => id)).toEqual([network.layers.at(-1)?.inputs[0]]);
  const [[, { bias }] = ['', { bias: new Float32Array() }]] = changed;
  bias.forEach((v, i) => {
    expect(strict.get(changed[0]?.[0] ?? '')?.bias[i]).toBeCloseTo(i % 2 === 1 ? v - 0.5 : v, 6);
  });
});

it('keeps each file below 450 kB', () => {
  const folded = foldWeights(network, weights);
  expect(exportGraphModel(network, folded, size).weights.length).toBeLessThan(450_000);
  expect(exportOnnx(network, folded, size).length).toBeLessThan(450_000);
});

it('reads weights back bit for bit, and says what is no weights', () => {
  const bytes = encodeWeights(weights);
  // A Buffer, as Node reads files: its slices share its memory.
  const back = decodeWeights(Buffer.from(bytes), 'w.ckpt');
  expect([...back.keys()]).toEqual([...weights.keys()]);
  expect(Buffer.compare(encodeWeights(back), bytes)).toBe(0);
  for (const other of [[], [9, 0, 0, 0, 1]]) {
    expect(() => decodeWeights(Uint8Array.from(other), 'w.ckpt')).toThrow(
      `w.ckpt: holds no weights (${other.length} bytes). Give a file weights.ckpt that training wrote.`,
    );
  }
});
