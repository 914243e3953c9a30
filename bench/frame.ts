import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadGraphModelSync } from '@tensorflow/tfjs-converter';
import * as core from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { nodeInferenceService } from '../runtime-node/engines/node-inference-service.ts';
import { createNodeGraph, loadGraphFile } from '../runtime-node/index.ts';
import {
  cleanMask,
  createImageKernels,
  type ImageKernels,
  imageKernelsService,
  trimMask,
} from '../src/calculators/image/index.ts';
import { builtinCalculators } from '../src/calculators/index.ts';
import { renderScene, sampleScene } from '../src/calculators/scene/kernels/render-scene.ts';
import type { LoadedModel } from '../src/calculators/tensor/index.ts';
import { createRegistry, type Graph, type Rgba8Image } from '../src/graph/index.ts';
import type { BenchRow } from './bench-row.ts';
import { alternate } from './measure.ts';

const WIDTH = 1280;
const HEIGHT = 720;
const MODELS = path.resolve('models/segmentation');

/**
 * Milliseconds of a whole frame at 1280x720, from RGBA to RGBA without decoding and encoding: graphs/background/blur.yaml
 * with the shipped model on both engines, beside (1) the straightforward Node pipeline, tfjs on WASM with sharp for
 * resizing, blurring and compositing, and (2) the same kernels in a plain loop, which shows what the graph costs.
 */
export async function benchFrame(): Promise<BenchRow[]> {
  const kernels = createImageKernels();
  const pictures = Array.from({ length: 4 }, (_, i) => picture(kernels, i));
  const rows: BenchRow[] = [];
  for (const [engine, file] of [
    ['tfjs', 'full/model.json'],
    ['onnxruntime', 'full.onnx'],
  ] as const) {
    const model = path.join(MODELS, file);
    const graph = await startGraph(kernels, model);
    const loaded = await nodeInferenceService({}).load({ model, engine: 'auto', threads: 1, log: () => undefined });
    const plain = plainLoop(kernels, loaded);
    const peer = await sharpPipeline(path.join(MODELS, 'full'));
    let frame = 0;
    const next = (step: (picture: Rgba8Image) => Promise<void>) => () =>
      step(pictures[frame++ % pictures.length] ?? picture(kernels, 0));
    const beside = async (peerName: string, other: () => Promise<void>, rounds: number, warmUp = 1): Promise<void> => {
      const { ours, peer, ratio } = await alternate(next(graph.step), other, rounds, warmUp);
      const [a, b] = [ours.median, peer.median];
      rows.push({ name: `frame/${engine}`, metric: 'one frame', unit: 'ms', ours: a, peer: b, peerName, ratio });
    };
    // Twenty seconds of video: the engine's code is met a few times per frame, and compiled late.
    await beside('the same kernels in a plain loop', next(plain), 300, 600);
    await beside('tfjs on WASM + sharp', next(peer), 40);
    await graph.end();
    await loaded.dispose();
  }
  kernels.dispose();
  return rows;
}

function picture(kernels: ImageKernels, seed: number): Rgba8Image {
  const { rgba } = renderScene(sampleScene(7, 'presenter'), WIDTH / 2, HEIGHT / 2, { frame: seed });
  const { data } = kernels.allocRgba(WIDTH, HEIGHT);
  const image = { kind: 'cpu', format: 'rgba8', width: WIDTH, height: HEIGHT, data } as const;
  kernels.resizeRgba({ width: WIDTH / 2, height: HEIGHT / 2, data: rgba }, image, 'bilinear');
  return image;
}

/** The graph, fed with one frame at a time; each step ends when its result is there. */
async function startGraph(
  kernels: ImageKernels,
  model: string,
): Promise<{ step: (frame: Rgba8Image) => Promise<void>; end: () => Promise<void> }> {
  const registry = createRegistry(builtinCalculators);
  const plan = await loadGraphFile('graphs/background/blur.yaml', { registry });
  const graph: Graph = createNodeGraph(plan, { services: { [imageKernelsService.key]: kernels } });
  let arrived: () => void = () => undefined;
  graph.observe('composited', () => {
    arrived();
  });
  graph.start({ sidePackets: { model } });
  let time = 0;
  return {
    async step(frame) {
      const done = new Promise<void>(resolve => {
        arrived = resolve;
      });
      time += 33_333;
      await graph.add('frames', { ...frame }, time);
      await done;
    },
    async end() {
      graph.closeAllInputs();
      await graph.done();
    },
  };
}

/** What the nodes of blur.yaml do in the full variant, called one after the other. */
function plainLoop(kernels: ImageKernels, model: LoadedModel): (frame: Rgba8Image) => Promise<void> {
  const [, height = 144, width = 256] = model.inputs[0]?.shape ?? [];
  const [w, h] = [width ?? 256, height ?? 144];
  let previous = kernels.allocPlane(w, h);
  return async frame => {
    const input = kernels.allocFloats(w * h * 3);
    kernels.resizeToTensor(frame, { data: input.data, width: w, height: h, layout: 'nhwc', range: [0, 1] }, 'area');
    const [logits] = await model.run([{ shape: [1, h, w, 3], dtype: 'float32', data: input.data }]);
    if (!(logits?.data instanceof Float32Array)) throw new Error('bench frame: the model gave no floats.');
    const raw = kernels.allocPlane(w, h);
    kernels.segmentationActivation(logits.data, raw.data, { activation: 'softmax', channels: 2, channel: 1 });
    const smooth = kernels.allocPlane(w, h);
    const plane = (data: Float32Array) => ({ width: w, height: h, data });
    const [smallestIsland, smallestHole] = [0.006 * w * h, 0.003 * w * h];
    const clean = plane(raw.data);
    cleanMask(clean, clean, { smallestIsland, smallestHole });
    trimMask(clean, clean, { radius: Math.floor((0.03 * h) / 2), smallestCore: smallestIsland / 2 });
    cleanMask(clean, clean, { smallestIsland, smallestHole });
    kernels.smoothMask(clean, plane(previous.data), plane(smooth.data), 0.95);
    const fine = kernels.allocPlane(WIDTH, HEIGHT);
    const mask = { width: WIDTH, height: HEIGHT, data: fine.data };
    const bilateral = { radius: 2, stride: 2, sigmaSpace: 1.5, sigmaColor: 0.1, flatTolerance: 1 / 32 };
    kernels.jointBilateral(frame, plane(smooth.data), mask, bilateral);
    const buffer = kernels.allocFloats((WIDTH / 4) * (HEIGHT / 4) * 4);
    const low = { width: WIDTH / 4, height: HEIGHT / 4, data: buffer.data };
    const out = kernels.allocRgba(WIDTH, HEIGHT);
    kernels.weightedDownsample(frame, mask, low);
    kernels.weightedBlur(low, { radius: 6, sigma: 3, iterations: 2 });
    kernels.blendBlurred(frame, mask, low, { width: WIDTH, height: HEIGHT, data: out.data });
    for (const one of [input, raw, fine, buffer, out, previous]) one.release();
    previous = smooth;
  };
}

/** The pipeline that anyone would write first: tfjs on WASM, and sharp for everything about pixels. */
async function sharpPipeline(folder: string): Promise<(frame: Rgba8Image) => Promise<void>> {
  const json = JSON.parse(await readFile(path.join(folder, 'model.json'), 'utf8')) as {
    readonly modelTopology: object;
    readonly weightsManifest: readonly { readonly weights: core.io.WeightsManifestEntry[] }[];
  };
  const model = loadGraphModelSync(
    core.io.fromMemorySync({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest.flatMap(group => group.weights),
      weightData: Uint8Array.from(await readFile(path.join(folder, 'weights.bin'))).buffer,
    }),
  );
  const raw = { width: WIDTH, height: HEIGHT, channels: 4 } as const;
  return async frame => {
    const small = await sharp(frame.data, { raw }).removeAlpha().resize(256, 144, { fit: 'fill' }).raw().toBuffer();
    const probabilities = core.tidy(() => {
      const pixels = core.tensor4d(
        Float32Array.from(small, value => value / 255),
        [1, 144, 256, 3],
      );
      const logits = model.execute(pixels);
      if (Array.isArray(logits) || !(logits instanceof core.Tensor))
        throw new Error('bench frame: one output expected.');
      return core.slice(core.softmax(logits), [0, 0, 0, 1], [1, 144, 256, 1]).dataSync();
    });
    const low = Uint8Array.from(probabilities, value => value * 255);
    const alpha = await sharp(low, { raw: { width: 256, height: 144, channels: 1 } })
      .resize(WIDTH, HEIGHT, { fit: 'fill' })
      .extractChannel(0)
      .raw()
      .toBuffer();
    const rgb = await sharp(frame.data, { raw }).removeAlpha().raw().toBuffer();
    const person = await sharp(rgb, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
      .joinChannel(alpha, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } })
      .raw()
      .toBuffer();
    await sharp(frame.data, { raw })
      .blur(12)
      .composite([{ input: person, raw }])
      .raw()
      .toBuffer();
  };
}
