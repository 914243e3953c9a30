import { beforeAll, expect, it } from 'vitest';
import { createNodeGraph } from '../../../runtime-node/create-node-graph.ts';
import { bundleWorker } from '../../../scripts/bundle-worker.mjs';
import { createImageKernels } from '../../../src/calculators/image/index.ts';
import { builtinCalculators } from '../../../src/calculators/index.ts';
import { createRegistry, type Image, parseGraph, planGraph, seededRandom } from '../../../src/graph/index.ts';

const registry = createRegistry(builtinCalculators);
let workerProgram: URL;

beforeAll(async () => {
  workerProgram = (await bundleWorker('images')).program;
});

const graphOn = (executor: string) => `
input_stream: [picture, mask]
output_stream: [blurred, small]
max_queue_size: 4
${executor}
node:
  - {calculator: JointBilateralRefineCalculator, input_stream: [IMAGE:picture, MASK:mask], output_stream: MASK:fine, max_in_flight: 2}
  - {calculator: BackgroundBlurCalculator, input_stream: [IMAGE:picture, MASK:fine], output_stream: IMAGE:blurred, max_in_flight: 2}
  - calculator: ImageDownsampleCalculator
    input_stream: IMAGE:blurred
    output_stream: IMAGE:small
    options: {width: 64, height: 36}
`;

/** The same pictures in lists, which are made, taken apart and put together on different threads. */
const listsOn = (executor: string) => `
input_stream: [picture, mask]
output_stream: [blurred, small]
max_queue_size: 4
${executor}
node:
  - {calculator: MergeImagesToVectorCalculator, input_stream: [picture, picture, mask], output_stream: three}
  - {calculator: ClipVectorSizeCalculator, input_stream: three, output_stream: pictures, options: {max_vec_size: 2}}
  - {calculator: BeginLoopCalculator, input_stream: 'ITERABLE:pictures', output_stream: ['ITEM:one', 'BATCH_END:end']}
  - calculator: ImageDownsampleCalculator
    input_stream: IMAGE:one
    output_stream: IMAGE:one_small
    options: {width: 160, height: 90}
  - {calculator: EndLoopCalculator, input_stream: ['ITEM:one_small', 'BATCH_END:end'], output_stream: 'ITERABLE:smalls'}
  - {calculator: ConcatenateVectorCalculator, input_stream: [pictures, smalls], output_stream: all}
  - {calculator: GetVectorItemCalculator, input_stream: 'VECTOR:all', output_stream: 'ITEM:blurred', options: {item_index: 1}}
  - {calculator: SplitVectorCalculator, input_stream: all, output_stream: small, options: {ranges: [{begin: 3, end: 4}], element_only: true}}
`;

function sumOf(data: Uint8Array | Float32Array): number {
  let sum = 7;
  for (const one of data) sum = (sum * 31 + one) | 0;
  return sum;
}

/** Pictures in the kernels' own memory, as decoders bring them, through the graph: a checksum of each result. */
async function run(yaml: string): Promise<{ sums: readonly string[]; moved: number; live: readonly number[] }> {
  const kernels = createImageKernels();
  // The graph has its kernels from the runtime: those of the test are another pool, which pictures go back to.
  const graph = createNodeGraph(planGraph(parseGraph(yaml, { file: 'images.yaml' }), { registry }), {
    workerProgram,
  });
  const sums: string[] = [];
  for (const stream of ['blurred', 'small']) {
    graph.observe(stream, ({ timestamp, value }) => {
      const { data, width, height } = value as Image;
      sums.push(`${stream} ${timestamp} ${width}x${height} ${sumOf(data)}`);
    });
  }
  const random = seededRandom(5);
  graph.start();
  for (let i = 0; i < 12; i += 1) {
    const picture = kernels.allocRgba(320, 180);
    for (let at = 0; at < picture.data.length; at += 1) picture.data[at] = at % 4 === 3 ? 255 : random.next() * 256;
    const mask = new Float32Array(64 * 36).map(() => random.next());
    const rgba: Image = {
      kind: 'cpu',
      format: 'rgba8',
      width: 320,
      height: 180,
      data: picture.data,
      release: () => picture.release(),
    };
    await graph.add('picture', rgba, i);
    await graph.add('mask', { kind: 'cpu', format: 'grayf32', width: 64, height: 36, data: mask } satisfies Image, i);
  }
  graph.closeAllInputs();
  await graph.done();
  const { moved, live } = graph.stats();
  return { sums: sums.sort(), moved: moved.length, live: [live, kernels.stats().liveBuffers] };
}

const pool = (memory: string) => `executor: {type: WorkerPoolExecutor, options: {num_threads: 2, memory: ${memory}}}`;

it('pictures of a pool are refined, blurred and scaled on two threads as on this one, and all go back', async () => {
  const here = await run(graphOn(''));
  expect(here).toMatchObject({ moved: 0, live: [0, 0] });
  expect(here.sums).toHaveLength(24);
  for (const memory of ['transfer', 'shared']) {
    const there = await run(graphOn(pool(memory)));
    expect(there).toEqual({ ...here, moved: 3 });
  }
});

it('pictures in lists are the same on two threads as on this one, and all go back', async () => {
  const here = await run(listsOn(''));
  expect(here).toMatchObject({ moved: 0, live: [0, 0] });
  expect(here.sums).toHaveLength(24);
  for (const memory of ['transfer', 'shared']) {
    const there = await run(listsOn(pool(memory)));
    expect(there).toEqual({ ...here, moved: 8 });
  }
});
