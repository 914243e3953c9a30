// Nothing adds up: the census of live values is the same after 1,000 and 10,000 packets and 0 at the end; 200 graphs that
// were made, run and let go leave neither values nor tensors, nor anything that keeps the process alive.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as core from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readGraphFile } from '../../../runtime-node/load-graph-file.ts';
import { createImageKernels, imageKernelsService } from '../../../src/calculators/image/index.ts';
import { builtinCalculators } from '../../../src/calculators/index.ts';
import { mediaService } from '../../../src/calculators/io/index.ts';
import { openTfjsBackend } from '../../../src/calculators/tensor/engines/tfjs-backend.ts';
import { tfjsEngine } from '../../../src/calculators/tensor/engines/tfjs-engine.ts';
import { createInferenceService, inferenceService } from '../../../src/calculators/tensor/index.ts';
import { debugView } from '../../../src/graph/engine/debug-view.ts';
import {
  createGraph,
  createRegistry,
  createScheduler,
  type Graph,
  type GraphPlan,
  HandleRegistry,
  type Image,
  planGraph,
} from '../../../src/graph/index.ts';
import { fixedGraphs } from '../../../src/graph/testing/fixed-graphs.ts';
import { memoryMedia } from '../../fixtures/media/memory-media.ts';
import { toGraphModel } from '../../fixtures/network/graph-model.ts';
import { tinyNetwork } from '../../fixtures/network/networks.ts';
import { thresholdInference } from '../../fixtures/network/threshold-model.ts';

const EARLY = 1000;
const LATE = 10_000;
const CYCLES = 200;

const registry = createRegistry(builtinCalculators);
const wasmPath = `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`;
const kernels = createImageKernels();
let blur: GraphPlan;

beforeAll(async () => {
  const { graph, subgraphs } = await readGraphFile('graphs/background/blur.yaml', { registry });
  blur = planGraph(graph, { registry, subgraphs });
  // There must be one for tensors to be counted.
  (await openTfjsBackend('wasm', wasmPath)).activate();
});

/**
 * Graphs whose inputs do not come in step: what waits for its partner stays queued, and the queue grows. The first source
 * layer is through before the next begins; a barrier takes one of each, and gets twice as many of one.
 */
const FILLING = new Set(['source layers', 'a barrier']);

/** How many packets lie in the queues of nodes. */
function packetsIn(graph: Graph): number {
  return debugView(graph)
    .nodes.flatMap(node => node.queues)
    .reduce((sum, queue) => sum + queue.size, 0);
}

/** A picture of 32x16 that counts how often it was given back. */
function picture(n: number): Image & { released: number } {
  return {
    kind: 'cpu',
    format: 'rgba8',
    width: 32,
    height: 16,
    data: new Uint8Array(32 * 16 * 4).fill(40 + (n % 200)),
    released: 0,
    release() {
      this.released += 1;
    },
  };
}

describe(`after ${LATE} packets as much is alive as after ${EARLY}, and nothing at the end`, () => {
  // A few more than are counted: at the last one the sources have ended.
  const graphs = fixedGraphs(LATE + 120).map(graph => [graph.name, graph.plan] as const);

  it.each(graphs)('fixed graph: %s', async (name, plan) => {
    const handles = new HandleRegistry();
    // In order, and without turns of the event loop, whose moments are those of the wall clock.
    const scheduler = createScheduler({ sliceMilliseconds: Number.POSITIVE_INFINITY });
    const graph = createGraph(plan, { handles, scheduler });
    const live: number[] = [];
    const queued: number[] = [];
    let count = 0;
    graph.observe('a', () => {
      count += 1;
      live[count] = handles.live;
      if (count === EARLY || count === LATE) queued[count] = packetsIn(graph);
    });
    await graph.run();
    expect(count).toBe(LATE + 120);
    const outsideOfQueues = (at: number) => (live[at] ?? 0) - (queued[at] ?? 0);
    expect(outsideOfQueues(LATE)).toBe(outsideOfQueues(EARLY));
    if (!FILLING.has(name)) {
      expect(live[LATE]).toBe(live[EARLY]);
      expect(Math.max(...live.slice(1))).toBe(Math.max(...live.slice(1, EARLY)));
    }
    expect(handles.liveByType()).toEqual({});
  });

  it('graphs/background/blur.yaml', async () => {
    const inference = thresholdInference();
    const handles = new HandleRegistry();
    const services = { [inferenceService.key]: inference.service, [imageKernelsService.key]: kernels };
    const graph = createGraph(blur, { handles, services });
    let shown = 0;
    graph.observe('composited', () => {
      shown += 1;
    });
    const given: { released: number }[] = [];
    const live: number[] = [];
    graph.start();
    for (let n = 1; n <= LATE; n += 1) {
      const frame = picture(n);
      given.push(frame);
      await graph.add('frames', frame, n * 40_000);
      if (n !== EARLY && n !== LATE) continue;
      await graph.idle();
      live.push(handles.live);
    }
    expect(live[1]).toBe(live[0]);
    expect(live[0]).toBeLessThan(20);
    graph.closeAllInputs();
    await graph.done();
    expect(shown).toBe(LATE);
    expect(handles.liveByType()).toEqual({});
    expect(given.filter(one => one.released !== 1)).toEqual([]);
    expect(inference.loaded()).toBe(0);
  });
});

describe(`${CYCLES} times made, run and let go`, () => {
  /** Runs it that often and says what is left: live values, tensors, and what keeps the process alive. */
  async function cycle(run: (handles: HandleRegistry) => Promise<Graph>): Promise<void> {
    const handles = new HandleRegistry();
    // What is made once and kept, such as a backend, is made now.
    await run(handles);
    const before = await left(handles);
    for (let n = 0; n < CYCLES; n += 1) {
      const graph = await run(handles);
      expect(graph.status).toBe('done');
      expect(handles.live, `cycle ${n}`).toBe(0);
      expect(core.memory().numTensors, `cycle ${n}`).toBe(before.tensors);
    }
    const { timers, ...after } = await left(handles);
    expect(after).toEqual({ live: 0, tensors: before.tensors, bytes: before.bytes, resources: before.resources });
    // The test runner has some of its own, which come and go.
    expect(timers - before.timers).toBeLessThan(CYCLES / 10);
  }

  async function left(handles: HandleRegistry) {
    // What has been closed leaves the list in the turn after.
    await new Promise(resolve => setImmediate(resolve));
    const { numTensors, numBytes } = core.memory();
    const resources: Record<string, number> = {};
    let timers = 0;
    for (const kind of process.getActiveResourcesInfo()) {
      if (kind === 'Timeout') timers += 1;
      else resources[kind] = (resources[kind] ?? 0) + 1;
    }
    return { live: handles.live, tensors: numTensors, bytes: numBytes, resources, timers };
  }

  it('a graph of narrow queues and overlapping calls', async () => {
    const plan = fixedGraphs(14).find(one => one.name === 'narrow queues')?.plan;
    if (plan === undefined) throw new Error('It is one of them.');
    await cycle(async handles => {
      const graph = createGraph(plan, { handles });
      await graph.run();
      return graph;
    });
  });

  it('a video and its pictures, from file to file', async () => {
    const plan = planGraph(
      {
        node: [
          {
            calculator: 'VideoDecodeCalculator',
            output_stream: ['VIDEO:frames', 'VIDEO_PRESTREAM:header'],
            output_side_packet: 'MEDIA_SOURCE:source',
            options: { input_file_path: 'in.mp4' },
          },
          {
            calculator: 'VideoEncodeCalculator',
            input_stream: ['VIDEO:frames', 'VIDEO_PRESTREAM:header'],
            input_side_packet: 'MEDIA_SOURCE:source',
            options: { output_file_path: 'out.mp4' },
          },
          {
            calculator: 'ImageEncodeCalculator',
            input_stream: 'IMAGE:frames',
            options: { output_file_path: 'out-##.png' },
          },
        ],
      },
      { registry },
    );
    await cycle(async handles => {
      const media = memoryMedia(5);
      const graph = createGraph(plan, { handles, services: { [mediaService.key]: media.service } });
      await graph.run();
      expect(media.open()).toBe(0);
      expect(media.files.size).toBe(6);
      return graph;
    });
  });

  it('graphs/background/blur.yaml on tfjs', async () => {
    const network = toGraphModel(tinyNetwork(32, 16));
    const inference = createInferenceService({
      engines: [tfjsEngine({ backend: 'wasm', wasmPath })],
      readModel: async () => network,
    });
    const services = { [inferenceService.key]: inference, [imageKernelsService.key]: kernels };
    await cycle(async handles => {
      const graph = createGraph(blur, { handles, services });
      let shown = 0;
      graph.observe('composited', () => {
        shown += 1;
      });
      graph.start();
      for (let n = 0; n < 3; n += 1) await graph.add('frames', picture(n), n * 40_000);
      graph.closeAllInputs();
      await graph.done();
      expect(shown).toBe(3);
      return graph;
    });
  });
});
