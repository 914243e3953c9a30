import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCopyCounter } from '../../../runtime-web/device/copy-counter.ts';
import { createGpuKeeper, type GpuEvent, type GpuKeeper } from '../../../runtime-web/device/gpu-keeper.ts';
import { drainSink } from '../../../runtime-web/drain-sink.ts';
import { cpuFrameImporter } from '../../../runtime-web/frames/cpu-frame-importer.ts';
import { gpuFrameImporter } from '../../../runtime-web/frames/gpu-frame-importer.ts';
import { createGate } from '../../../runtime-web/gate.ts';
import type { HeldFrame } from '../../../runtime-web/pass/held-frame.ts';
import type { PassLane } from '../../../runtime-web/pass/pass-lane.ts';
import { createPassThrough, type PassThrough } from '../../../runtime-web/pass/pass-through.ts';
import { pumpSource } from '../../../runtime-web/pump-source.ts';
import { readGraph } from '../../../runtime-web/read-graph.ts';
import { wrapSources } from '../../../runtime-web/wrap-sources.ts';
import { createImageKernels } from '../../../src/calculators/image/index.ts';
import type { InferenceService } from '../../../src/calculators/tensor/index.ts';
import { createGraph, type GraphPlan, gpuImage, image, planGraph } from '../../../src/graph/index.ts';
import { fakeGpu } from '../../fixtures/gpu/fake-gpu.ts';

const FRAMES = 60;
/** `max_queue_size` of blur.yaml. */
const IN_WORK = 4;
/** With those that wait in front of it. */
const IN_GRAPH = 8;
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
  clone(): Frame {
    return new Frame();
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
        // Everything after the loss is there: at 30 frames a second the gap is below a tenth of a second. While the first frame
        // waits for the network to open, the second may reach the device as well.
        const early = k === 0 && when === 'while the network runs' ? outcome.lost - 1 : 0;
        expect(outcome.after, `resumed at ${k}`).toBe(FRAMES - k - 1 - early);
        expect(early).toBeLessThanOrEqual(1);
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

  it.each<[Loss['when'], boolean]>([
    ['between two frames', false],
    ['while the network runs', false],
    ['between two frames', true],
  ])(
    'at every frame of 60, %s (no other device: %s), and frames may pass: each comes out once, in order, none blank, nothing leaks',
    async (when, refuses) => {
      for (let k = 0; k < FRAMES; k++) {
        const outcome = await runPassing(plan, { k, when, refuses });
        const all = Array.from({ length: FRAMES }, (_, n) => n);
        expect(outcome.numbers, `lost at ${k}`).toEqual(all);
        // What lay on the device comes out as it came in, and whatever follows until the graph has made something again.
        const { passed } = outcome;
        expect(passed.length, `passed at ${k}`).toBeGreaterThan(0);
        expect(outcome.counted).toBe(passed.length);
        expect(Math.min(...passed), `passed at ${k}`).toBeGreaterThanOrEqual(k - IN_GRAPH);
        if (k < FRAMES - 20) expect(passed).not.toContain(FRAMES - 1);
        expect(outcome.left, `left at ${k}`).toEqual({ live: 0, frames: 0, models: 0, buffers: 0, cpuBuffers: 0 });
      }
    },
  );

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

/** The background blur on a device that ends at frame `k` while the network runs, or by `lose`. */
async function begin(plan: GraphPlan, { k, when, refuses }: Loss, onChange: (kind: GpuEvent['kind']) => void) {
  const fake = fakeGpu();
  const copies = createCopyCounter();
  const kernels = createImageKernels({ backend: 'typescript' });
  const keeper = await createGpuKeeper(fake.gpu, {
    copies,
    patienceMs: refuses ? 0 : 1000,
    onChange: ({ kind }) => onChange(kind),
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
  /** What is left when everything has ended. */
  const close = async () => {
    const { live } = graph.stats();
    keeper.close();
    // The loss of the last device is told a moment later, and takes the pool with it; so does one that is being opened.
    await new Promise(resolve => setTimeout(resolve, 0));
    const buffers = fake.devices.reduce((sum, device) => sum + device.alive, 0);
    return { live, frames: Frame.open, models, buffers, cpuBuffers: kernels.stats().liveBuffers };
  };
  return { graph, kernels, copies, lose, close };
}

/** Runs the background blur over 60 frames and ends its device at frame `k`. */
async function run(plan: GraphPlan, loss: Loss) {
  const { k, when } = loss;
  const events: string[] = [];
  const { graph, lose, close } = await begin(plan, loss, kind => events.push(kind));
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
  return { out, after, lost, events, left: await close() };
}

/** The same from a source to a sink, with frames that pass by the graph while the device is lost. */
async function runPassing(plan: GraphPlan, loss: Loss) {
  const pass = createPassThrough();
  const { graph, kernels, copies, lose, close } = await begin(plan, loss, kind => pass.gpu(kind));
  const numbers: number[] = [];
  const passed: number[] = [];
  const watched = Object.create(pass, {
    shown: {
      value(lane: PassLane, frame: HeldFrame) {
        passed.push(frame.timestampUs / 33_333);
        pass.shown(lane, frame);
      },
    },
  }) as PassThrough;
  const { signal } = new AbortController();
  const drained = drainSink({
    ...{ graph, stream: 'composited', kernels, copies, signal, pass: watched },
    sink({ value, timestamp }) {
      numbers.push(timestamp / 33_333);
      if (!image.is(value)) throw new Error('a picture is in no memory');
    },
    log: () => undefined,
    left: () => undefined,
    lost: () => undefined,
  });
  graph.start();
  let n = 0;
  await pumpSource({
    ...{ graph, input: 'frames_source', live: false, gate: createGate(), signal, pass },
    reader: {
      label: 'frames',
      async read() {
        // What is due in the page comes first: frames come at a camera's pace.
        for (let turns = 0; turns < 5; turns++) await new Promise(setImmediate);
        if (n === FRAMES) return undefined;
        if (loss.when === 'between two frames' && n === loss.k) lose();
        const frame = new Frame() as unknown as VideoFrame;
        return { timestampUs: 33_333 * n++, value: { frame } };
      },
      close: () => undefined,
    },
    entered: () => undefined,
    skipped: () => undefined,
  });
  graph.closeAllInputs();
  await graph.done();
  await drained;
  const counted = pass.passed;
  pass.close();
  return { numbers, passed, counted, left: await close() };
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
