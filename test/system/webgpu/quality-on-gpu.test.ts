import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createNodeGpu } from '../../../runtime-node/device/node-gpu.ts';
import { createImageKernels, gpuService, imageKernelsService } from '../../../src/calculators/image/index.ts';
import { builtinCalculators } from '../../../src/calculators/index.ts';
import { type InferenceService, inferenceService } from '../../../src/calculators/tensor/index.ts';
import { type Clock, createGraph, createRegistry, parseGraph, planGraph } from '../../../src/graph/index.ts';
import { fakeGpu } from '../../fixtures/gpu/fake-gpu.ts';
import { paintRgba } from '../../fixtures/image/test-images.ts';

const folder = path.resolve(import.meta.dirname, '../../../graphs/background');
const read = (name: string) => parseGraph(readFileSync(path.join(folder, `${name}.yaml`), 'utf8'));

it('quality: auto steps by what the GPU takes, not by what it takes to tell it', async () => {
  const fake = fakeGpu();
  let now = 0;
  const clock: Clock = { now: () => now, sleep: () => Promise.resolve() };
  const adapter = (await fake.gpu.requestAdapter()) as GPUAdapter;
  const gpu = createNodeGpu('auto', async () => ({ adapter, unused: false, reason: 'a test' }));
  const text = `
    input_stream: IMAGE:frame
    output_stream: [IMAGE:out, TIER:tier]
    node:
      - {calculator: ImageToGpuCalculator, input_stream: "IMAGE:frame", output_stream: "IMAGE:there"}
      - {name: person, calculator: PersonMask, input_stream: ["IMAGE:there", "FINISHED:out"], output_stream: ["MASK:mask", "TIER:tier"], options: {quality: auto, budget_ms: 33}}
      - {calculator: BackgroundBlurCalculator, input_stream: ["IMAGE:there", "MASK:mask"], output_stream: "IMAGE:out"}
  `;
  const subgraphs = [read('person-mask'), read('segment')];
  const plan = planGraph(parseGraph(text), { registry: createRegistry(builtinCalculators), subgraphs });
  let tier = 0;
  // Full: 50 ms a frame on this GPU, over the budget. Light: 10 ms, below half of it.
  fake.works = () => {
    now += tier === 0 ? 50_000 : 10_000;
  };
  const graph = createGraph(plan, {
    clock,
    services: {
      [imageKernelsService.key]: createImageKernels({ backend: 'typescript' }),
      [gpuService.key]: gpu,
      [inferenceService.key]: network(gpu),
    },
  });
  const tiers: number[] = [];
  graph.observe('tier', ({ value }) => {
    if (typeof value !== 'number') return;
    tier = value;
    tiers.push(value);
  });
  graph.start();
  for (let n = 0; n < 380; n++) {
    await graph.add(
      'frame',
      paintRgba(16, 8, () => [9, 9, 9]),
      n * 33_333,
    );
    await graph.idle();
  }
  graph.closeAllInputs();
  await graph.done();
  gpu.close();
  const changes = tiers.flatMap((one, n) => (n > 0 && one !== tiers[n - 1] ? [`${n}: ${one}`] : []));
  // Down after 30 frames over the budget; up after 300 below half of it; down again after 30 more.
  expect(changes).toEqual(['30: 1', '330: 0', '360: 1']);
  expect(graph.stats().live).toBe(0);
}, 60_000);

function network(gpu: ReturnType<typeof createNodeGpu>): InferenceService {
  const shape = [1, 8, 16, 1];
  return {
    async load() {
      await gpu.kernels();
      return {
        name: 'test',
        engine: 'test',
        detail: 'a test',
        inputs: [{ name: 'image', shape: [1, 8, 16, 3], dtype: 'float32' }],
        outputs: [{ name: 'mask', shape, dtype: 'float32' }],
        run: () => [],
        runOnGpu() {
          const shared = gpu.current();
          if (shared === undefined) throw new Error('the device is gone');
          const buffer = shared.device.createBuffer({ size: 512, usage: 0x80 });
          return [shared.adopt(buffer, shape, () => buffer.destroy())];
        },
        warmUp: async () => undefined,
        dispose: () => undefined,
      };
    },
  };
}
