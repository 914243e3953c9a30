import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCopyCounter } from '../../../runtime-web/device/copy-counter.ts';
import { createGpuKeeper, type GpuKeeper } from '../../../runtime-web/device/gpu-keeper.ts';
import { cpuFrameImporter } from '../../../runtime-web/frames/cpu-frame-importer.ts';
import { gpuFrameImporter } from '../../../runtime-web/frames/gpu-frame-importer.ts';
import { readGraph } from '../../../runtime-web/read-graph.ts';
import { wrapSources } from '../../../runtime-web/wrap-sources.ts';
import { createImageKernels } from '../../../src/calculators/image/index.ts';
import type { InferenceService } from '../../../src/calculators/tensor/index.ts';
import { createGraph, type GraphPlan, gpuImage, planGraph } from '../../../src/graph/index.ts';
import { fakeGpu } from '../../fixtures/gpu/fake-gpu.ts';

const FRAMES = 60;
/** `max_queue_size` of blur.yaml. */
const IN_WORK = 4;
const [WIDTH, HEIGHT] = [16, 8];
const folder = path.resolve(import.meta.dirname, '../../../graphs/background');
const text = (name: string) => readFileSync(path.join(folder, `${name}.yaml`), 'utf8');

/** What the importers use of a frame of the browser. */
class Frame {
  static open = 0;
  readonly format = 'RGBX';
  readonly visibleRect = { x: 0, y: 0, width: WIDTH, height: HEIGHT };
  constructor() {
    Frame.open += 1;
  }
  async copyTo(target: Uint8Array): Promise<void> {
    target.fill(200);
  }
  close(): void {
    Frame.open -= 1;
  }
}

describe('a GPU that is lost while a graph runs', () => {
  let plan: GraphPlan;

  beforeAll(async () => {
    (globalThis as { VideoFrame?: unknown }).VideoFrame = Frame;
    const read = await readGraph(text('blur'), {
      subgraphs: [text('person-mask'), text('segment')],
      calculators: undefined,
      file: 'blur.yaml',
    });
    const wrapped = wrapSources(read.config, new Map([['frames', { gives: 'frames', live: false }]]));
    plan = planGraph(wrapped.config, { registry: read.registry });
  });
  afterAll(() => {
    delete (globalThis as { VideoFrame?: unknown }).VideoFrame;
  });

  it.each<['between two frames' | 'while the network runs']>([['between two frames'], ['while the network runs']])(
    'at every frame of 60, %s: the graph goes on with another device, nothing is blank, nothing leaks',
    async when => {
      for (let k = 0; k < FRAMES; k++) {
        const outcome = await run(plan, { k, when, refuses: false });
        // The frames in work are lost, counted: at most as many as the graph lets wait.
        expect(outcome.lost, `lost at ${k}`).toBeLessThanOrEqual(IN_WORK);
        expect(outcome.out.length + outcome.lost, `frames at ${k}`).toBe(FRAMES);
        // Everything after the loss is there: at 30 frames a second the gap is below a tenth of a second.
        expect(outcome.after, `resumed at ${k}`).toBe(FRAMES - k - 1);
        expect(outcome.out.every(one => one === 'gpu')).toBe(true);
        // After the last frame nobody waits for another device: it is opened before the end or not at all.
        if (k === FRAMES - 1) expect([['lost'], ['lost', 'back']]).toContainEqual(outcome.events);
        else expect(outcome.events).toEqual(['lost', 'back']);
        expect(outcome.left, `left at ${k}`).toEqual({ live: 0, frames: 0, models: 0, buffers: 0, cpuBuffers: 0 });
      }
    },
  );

  it('at every frame of 60, and there is no other device: the graph goes on in WebAssembly', async () => {
    for (let k = 0; k < FRAMES; k++) {
      const outcome = await run(plan, { k, when: 'between two frames', refuses: true });
      expect(outcome.out.length + outcome.lost, `frames at ${k}`).toBe(FRAMES);
      expect(outcome.lost).toBeLessThanOrEqual(IN_WORK);
      if (k < FRAMES - 1) expect(outcome.out.at(-1)).toBe('cpu');
      expect(outcome.after, `resumed at ${k}`).toBe(FRAMES - k - 1);
      expect(outcome.out.includes('blank')).toBe(false);
      expect(outcome.events).toEqual(['lost', 'gone']);
      expect(outcome.left, `left at ${k}`).toEqual({ live: 0, frames: 0, models: 0, buffers: 0, cpuBuffers: 0 });
    }
  });

  it('again and again within a minute: the GPU is given up', async () => {
    const fake = fakeGpu();
    const events: string[] = [];
    const keeper = await createGpuKeeper(fake.gpu, {
      copies: createCopyCounter(),
      onChange: ({ kind, reason }) => events.push(kind === 'gone' ? reason : kind),
    });
    for (let n = 0; n < 4; n++) {
      fake.devices.at(-1)?.destroy();
      await Promise.resolve();
      await keeper.ready();
    }
    expect(await keeper.ready()).toBeUndefined();
    expect(events).toEqual([
      ...['lost', 'back', 'lost', 'back', 'lost', 'back', 'lost'],
      'the GPU was lost and given up: it was lost 4 times within a minute',
    ]);
    keeper.close();
  });
});

interface Loss {
  readonly k: number;
  readonly when: 'between two frames' | 'while the network runs';
  readonly refuses: boolean;
}

/** Runs the background blur over 60 frames and ends its device at frame `k`. */
async function run(plan: GraphPlan, { k, when, refuses }: Loss) {
  const fake = fakeGpu();
  const events: string[] = [];
  const copies = createCopyCounter();
  const kernels = createImageKernels({ backend: 'typescript' });
  const keeper = await createGpuKeeper(fake.gpu, {
    copies,
    patienceMs: refuses ? 0 : 1000,
    onChange: ({ kind }) => events.push(kind),
  });
  let models = 0;
  const lose = () => {
    fake.refuses = refuses;
    fake.devices.at(-1)?.destroy();
  };
  let inferred = 0;
  const inference: InferenceService = {
    async load() {
      models += 1;
      return network(
        keeper,
        () => {
          if (when === 'while the network runs' && inferred++ === k) lose();
        },
        () => {
          models -= 1;
        },
      );
    },
  };
  const graph = createGraph(plan, {
    services: {
      image_kernels: kernels,
      frame_importer: gpuFrameImporter(keeper, cpuFrameImporter(kernels, copies)),
      inference,
    },
  });
  const out: string[] = [];
  let after = 0;
  graph.observe('composited', ({ value, timestamp }) => {
    if (timestamp > k * 33_333) after += 1;
    // A picture of a device that is gone would be blank.
    const isBlank = gpuImage.is(value) && value.memory.lost;
    out.push(isBlank ? 'blank' : gpuImage.is(value) ? 'gpu' : 'cpu');
  });
  graph.start();
  for (let n = 0; n < FRAMES; n++) {
    if (when === 'between two frames' && n === k) lose();
    await graph.add('frames_source', { frame: new Frame() }, n * 33_333);
  }
  graph.closeAllInputs();
  await graph.done();
  const lost = plan.nodes.reduce((sum, node) => sum + graph.counter(`${node.name}-lost_with_the_gpu`), 0);
  const { live } = graph.stats();
  keeper.close();
  // The loss of the last device is told a moment later, and takes the pool with it; so does one that is being opened.
  await new Promise(resolve => setTimeout(resolve, 0));
  const buffers = fake.devices.reduce((sum, device) => sum + device.alive, 0);
  const left = { live, frames: Frame.open, models, buffers, cpuBuffers: kernels.stats().liveBuffers };
  return { out, after, lost, events, left };
}

/** A network of 16x8 pixels, on the GPU and on the CPU. */
function network(keeper: GpuKeeper, during: () => void, disposed: () => void) {
  const shape = [1, 8, 16, 1] as const;
  return {
    name: 'test',
    engine: 'test',
    detail: 'a test',
    inputs: [{ name: 'image', shape: [1, 8, 16, 3], dtype: 'float32' as const }],
    outputs: [{ name: 'mask', shape, dtype: 'float32' as const }],
    run: () => [{ shape, dtype: 'float32' as const, data: new Float32Array(128).fill(0.9) }],
    async runOnGpu() {
      const { current } = keeper;
      if (current === undefined) throw new Error('the device is lost');
      const lent = current.device.createBuffer({ size: 512, usage: 0x80 });
      await Promise.resolve();
      during();
      return [current.kernels.adopt(lent, shape, () => lent.destroy())];
    },
    warmUp: async () => undefined,
    dispose: disposed,
  };
}
