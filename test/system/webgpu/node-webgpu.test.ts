import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeGpu, type NodeGpu } from '../../../runtime-node/device/node-gpu.ts';
import { tfjsWasmPath } from '../../../runtime-node/index.ts';
import { createImageKernels, gpuService, imageKernelsService } from '../../../src/calculators/image/index.ts';
import { builtinCalculators } from '../../../src/calculators/index.ts';
import {
  createInferenceService,
  inferenceService,
  tfjsEngine,
  tfjsGpuEngine,
} from '../../../src/calculators/tensor/index.ts';
import {
  createGraph,
  createRegistry,
  image,
  parseGraph,
  planGraph,
  type Rgba8Image,
} from '../../../src/graph/index.ts';
import { compareKernels } from '../../fixtures/gpu/compare-kernels.ts';
import { findSoftwareGpu, hasSoftwareGpu, realGpu, whyNoSoftwareGpu } from '../../fixtures/gpu/node-gpus.ts';
import { paintRgba } from '../../fixtures/image/test-images.ts';
import { toGraphModel } from '../../fixtures/network/graph-model.ts';
import { tinyNetwork } from '../../fixtures/network/networks.ts';

describe.skipIf(!hasSoftwareGpu)(`WebGPU in Node${whyNoSoftwareGpu}`, () => {
  it('runs the kernels that pages run, and they equal their definitions', async () => {
    const { adapter } = await findSoftwareGpu();
    const device = await adapter?.requestDevice();
    if (device === undefined) throw new Error('webgpu: the adapter is gone. Run the test again.');
    const { comparisons, live, faults } = await compareKernels(device);
    device.destroy();
    expect(faults).toEqual([]);
    expect(comparisons.length).toBeGreaterThan(90);
    expect(comparisons.filter(one => !(one.difference <= one.tolerance))).toEqual([]);
    expect(live).toBe(0);
  });

  it('runs a graph between the two calculators that go to the GPU and come back, model included', async () => {
    const gpu = createNodeGpu('software', findSoftwareGpu);
    const onGpu = await segment(gpu);
    const onCpu = await segment(undefined);
    expect(gpu.copies).toEqual({ toCpu: 3, fromCpu: 3 });
    expect(onGpu.live).toBe(0);
    expect((await gpu.kernels())?.stats().liveBuffers).toBe(0);
    gpu.close();
    expect(onGpu.pictures).toHaveLength(3);
    onGpu.pictures.forEach((picture, n) => {
      const wanted = onCpu.pictures[n];
      expect([picture.width, picture.height]).toEqual([40, 24]);
      expect(picture.data.filter((value, i) => Math.abs(value - (wanted?.data[i] ?? -99)) > 2).length).toBe(0);
    });
  });
});

const skipped = realGpu.adapter === undefined ? ` (skipped: ${realGpu.reason})` : '';
describe.skipIf(realGpu.adapter === undefined)(`a real GPU in Node${skipped}`, () => {
  let gpu: NodeGpu;
  beforeAll(() => {
    gpu = createNodeGpu();
  });
  afterAll(() => gpu.close());

  it('is used, and the kernels equal their definitions there', async () => {
    const kernels = await gpu.kernels();
    if (kernels === undefined) throw new Error('webgpu: the adapter is gone. Run the test again.');
    const { comparisons, faults } = await compareKernels(kernels.device);
    expect(faults).toEqual([]);
    expect(comparisons.filter(one => !(one.difference <= one.tolerance))).toEqual([]);
  });
});

/** Blurs three pictures by a tiny network's mask, on the GPU or on the CPU. */
async function segment(gpu: NodeGpu | undefined) {
  const folder = path.resolve(import.meta.dirname, '../../../graphs/background');
  const person = parseGraph(readFileSync(path.join(folder, 'segment.yaml'), 'utf8'));
  const graph = parseGraph(`
    input_stream: IMAGE:frame
    output_stream: IMAGE:blurred
    input_side_packet: MODEL:model
    node:
      - {calculator: ImageToGpuCalculator, input_stream: "IMAGE:frame", output_stream: "IMAGE:there"}
      - {calculator: SegmentPerson, input_stream: "IMAGE:there", input_side_packet: "MODEL:model", output_stream: "MASK:mask"}
      - {calculator: JointBilateralRefineCalculator, input_stream: ["IMAGE:there", "MASK:mask"], output_stream: "MASK:fine"}
      - {calculator: BackgroundBlurCalculator, input_stream: ["IMAGE:there", "MASK:fine"], output_stream: "IMAGE:soft"}
      - {calculator: ImageFromGpuCalculator, input_stream: "IMAGE:soft", output_stream: "IMAGE:blurred"}
  `);
  const plan = planGraph(graph, { registry: createRegistry(builtinCalculators), subgraphs: [person] });
  await gpu?.kernels();
  const wasm = tfjsEngine({ backend: 'wasm', wasmPath: tfjsWasmPath() });
  const running = createGraph(plan, {
    services: {
      [imageKernelsService.key]: createImageKernels({ backend: 'typescript' }),
      ...(gpu === undefined ? {} : { [gpuService.key]: gpu }),
      [inferenceService.key]: createInferenceService({
        engines: gpu === undefined ? [wasm] : [tfjsGpuEngine({ current: () => gpu.current(), fallback: wasm }), wasm],
        readModel: () => Promise.reject(new Error('the model is given')),
      }),
    },
  });
  const pictures: Rgba8Image[] = [];
  running.observe('blurred', ({ value }) => {
    if (image.is(value) && value.format === 'rgba8') pictures.push({ ...value, data: value.data.slice() });
  });
  running.start({ sidePackets: { model: toGraphModel(tinyNetwork(16, 8)) } });
  for (let n = 0; n < 3; n++) {
    const frame = paintRgba(40, 24, (x, y) =>
      Math.hypot(x - 14 - n, y - 12) < 8 ? [230, 190, 160] : [x * 6, y * 9, 90],
    );
    await running.add('frame', frame, n * 40_000);
  }
  running.closeAllInputs();
  await running.done();
  return { pictures, live: running.stats().live };
}
