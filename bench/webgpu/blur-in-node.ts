import path from 'node:path';
import { findNodeGpu } from '../../runtime-node/device/find-node-gpu.ts';
import { createNodeGpu } from '../../runtime-node/device/node-gpu.ts';
import { nodeInferenceService } from '../../runtime-node/engines/node-inference-service.ts';
import { gpuService, imageKernelsService } from '../../src/calculators/image/index.ts';
import { createImageKernels } from '../../src/calculators/image/kernels/create-image-kernels.ts';
import { builtinCalculators } from '../../src/calculators/index.ts';
import { inferenceService } from '../../src/calculators/tensor/index.ts';
import { createGraph, createRegistry, parseGraph, planGraph } from '../../src/graph/index.ts';
import type { BlurFigures, BlurTask } from './blur-figures.ts';
import { blurGraph } from './blur-graph.ts';
import type { PresenterPicture } from './presenter-pictures.ts';
import { type PassTime, timePasses } from './time-passes.ts';

/** Frames that wait in the graph while it is measured how many it takes. */
const AHEAD = 3;

/**
 * Measures background blur in Node through Dawn, from RGBA in CPU memory to RGBA in CPU memory: both copies belong to it.
 *
 * @throws Error without a GPU.
 */
export async function blurInNode(task: BlurTask, pictures: readonly PresenterPicture[]): Promise<BlurFigures> {
  const { width, height, frames, warmUp, gpu: wish, network } = task;
  let device: GPUDevice | undefined;
  const gpu = createNodeGpu(wish, async () => {
    const found = await findNodeGpu(wish, loadExact);
    if (found.adapter !== undefined) withTimes(found.adapter, opened => (device = opened));
    return found;
  });
  const { reason } = await gpu.found();
  const there = await gpu.kernels();
  if (there === undefined || device === undefined) throw new Error(`bench webgpu: ${reason}`);
  const kernels = createImageKernels();
  const graph = createGraph(plan(), {
    services: {
      [imageKernelsService.key]: kernels,
      [gpuService.key]: gpu,
      [inferenceService.key]: nodeInferenceService({ gpu }),
    },
  });
  // Pictures come in the order of the frames.
  const waiting: (() => void)[] = [];
  graph.observe('picture', () => waiting.shift()?.());
  const model = network === undefined ? undefined : path.join(network, 'model.json');
  graph.start({ sidePackets: model === undefined ? {} : { model, light_model: model } });
  let time = 0;
  const add = async (): Promise<void> => {
    const data = pictures[time % pictures.length]?.rgba ?? new Uint8Array(0);
    const done = new Promise<void>(resolve => waiting.push(resolve));
    time += 1;
    await graph.add('frame', { kind: 'cpu', format: 'rgba8', width, height, data }, time * 33_333);
    await done;
  };

  for (let n = 0; n < warmUp; n++) await add();
  const copied = gpu.copies.toCpu + gpu.copies.fromCpu;
  const begin = performance.now();
  let left = frames;
  const stream = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await add();
    }
  };
  await Promise.all(Array.from({ length: AHEAD }, stream));
  const framesPerSecond = (1000 * frames) / (performance.now() - begin);
  const copiesPerFrame = (gpu.copies.toCpu + gpu.copies.fromCpu - copied) / frames;
  const latencies: number[] = [];
  for (let n = 0; n < frames; n++) {
    const start = performance.now();
    await add();
    latencies.push(performance.now() - start);
  }
  const timer = timePasses(device);
  const passes: (readonly PassTime[])[] = [];
  for (let n = 0; n < frames && timer !== undefined; n++) {
    await add();
    passes.push(await timer.take());
  }
  graph.closeAllInputs();
  await graph.done();
  kernels.dispose();
  gpu.close();
  return { device: reason, framesPerSecond, latencies, passes: timer && passes, copiesPerFrame };
}

/** blur.yaml between the calculators that go to the GPU and come back. */
function plan() {
  const { text, subgraphs } = blurGraph();
  const others = [text, ...subgraphs].map(one => parseGraph(one));
  const around = parseGraph(`
    input_stream: frame
    input_side_packet: [model, light_model]
    output_stream: picture
    node:
      - {calculator: ImageToGpuCalculator, input_stream: "IMAGE:frame", output_stream: "IMAGE:there"}
      - {calculator: BlurBackground, input_stream: "IMAGE:there", input_side_packet: ["MODEL:model", "LIGHT_MODEL:light_model"], output_stream: "IMAGE:blurred"}
      - {calculator: ImageFromGpuCalculator, input_stream: "IMAGE:blurred", output_stream: "IMAGE:picture"}
  `);
  return planGraph(around, { registry: createRegistry(builtinCalculators), subgraphs: others });
}

// Dawn ends the process when its instance is collected while a device of it lives.
const instances: GPU[] = [];

/** Times of passes are rounded to a tenth of a millisecond otherwise. */
async function loadExact() {
  const webgpu = await import('webgpu');
  const create = (options: string[]) => {
    const made = webgpu.create([...options, 'disable-dawn-features=timestamp_quantization']);
    instances.push(made);
    return made;
  };
  return { create, globals: webgpu.globals as Readonly<Record<string, unknown>> };
}

/** Has an adapter open devices that tell the time, where it can. */
function withTimes(adapter: GPUAdapter, opened: (device: GPUDevice) => void): void {
  const request = adapter.requestDevice.bind(adapter);
  const requiredFeatures: GPUFeatureName[] = adapter.features.has('timestamp-query') ? ['timestamp-query'] : [];
  adapter.requestDevice = async descriptor => {
    const device = await request({ ...descriptor, requiredFeatures });
    opened(device);
    return device;
  };
}
