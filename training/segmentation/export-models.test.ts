import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import ort from 'onnxruntime-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPrng } from '../../src/calculators/scene/kernels/prng.ts';
import { writeCheckpoint } from './checkpoint.ts';
import { exportModels } from './export-models.ts';
import { foldWeights } from './fold-weights.ts';
import { segmentationNetwork } from './network.ts';
import { loadNetworkKernels } from './network-kernels.ts';
import { createNetworkTrainer } from './network-trainer.ts';
import { readGraphModel } from './read-graph-model.ts';
import { initialWeights, isTrained } from './weights.ts';

const network = segmentationNetwork();
const size = { name: 'tiny', width: 48, height: 32 };
const prng = createPrng(21);
const weights = initialWeights(network, prng.normal);
let folder: string;
let images: Float32Array;
/** [32, 48, 2] by the trainer. */
let expected: Float32Array;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'millrace-export-'));
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
  await writeCheckpoint(path.join(folder, 'tiny.ckpt'), { phase: 'tiny', step: 1, weights });
  await exportModels(path.join(folder, 'tiny.ckpt'), size, folder);
  await tf.setBackend('cpu');
}, 60_000);

afterAll(async () => {
  await rm(folder, { recursive: true });
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
  const json = JSON.parse(await readFile(path.join(folder, 'tiny', 'model.json'), 'utf8')) as {
    readonly modelTopology: object;
    readonly weightsManifest: readonly { readonly weights: tf.io.WeightsManifestEntry[] }[];
  };
  const model = tf.loadGraphModelSync(
    tf.io.fromMemorySync({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest.flatMap(group => group.weights),
      weightData: Uint8Array.from(await readFile(path.join(folder, 'tiny', 'weights.bin'))).buffer,
    }),
  );
  const logits = model.predict(tf.tensor4d(images, [1, size.height, size.width, 3])) as tf.Tensor;
  expect(logits.shape).toEqual([1, size.height, size.width, 2]);
  expect(worst(logits.dataSync())).toBeLessThan(0.01);
});

it('exports an ONNX model that gives the logits of training', async () => {
  const session = await ort.InferenceSession.create(path.join(folder, 'tiny.onnx'), { intraOpNumThreads: 1 });
  const input = new ort.Tensor('float32', images, [1, size.height, size.width, 3]);
  const { logits } = await session.run({ image: input });
  expect(logits?.dims).toEqual([1, size.height, size.width, 2]);
  expect(worst(logits?.data as Float32Array)).toBeLessThan(0.01);
});

it('reads its own graph model back, up to float16', async () => {
  const back = await readGraphModel(path.join(folder, 'tiny'));
  for (const [id, { filter, bias }] of foldWeights(network, weights)) {
    const read = back.get(id);
    const wrong = filter.filter(
      (v, i) => !(Math.abs(v - (read?.filter[i] ?? Number.NaN)) <= Math.abs(v) / 1000 + 1e-6),
    );
    expect([id, wrong.length]).toEqual([id, 0]);
    expect(read?.bias).toHaveLength(bias.length);
  }
});

it('keeps each file below 450 kB', async () => {
  for (const file of ['tiny/weights.bin', 'tiny.onnx']) {
    expect((await readFile(path.join(folder, file))).length).toBeLessThan(450_000);
  }
});
