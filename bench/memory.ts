import { createNodeGraph, loadGraphFile } from '../runtime-node/index.ts';
import { createImageKernels, imageKernelsService } from '../src/calculators/image/index.ts';
import { builtinCalculators } from '../src/calculators/index.ts';
import { createRegistry, type Rgba8Image } from '../src/graph/index.ts';
import type { BenchRow } from './bench-row.ts';

const WIDTH = 1280;
const HEIGHT = 720;
const MINUTE = 60 * 30;

/**
 * Memory of the process while graphs/background/blur.yaml runs over five minutes of 1280x720 at 30 frames a second, as
 * fast as it goes: resident set after the first minute of video and after the fifth, and the pool of image buffers.
 */
export async function benchMemory(): Promise<BenchRow[]> {
  const kernels = createImageKernels();
  const plan = await loadGraphFile('graphs/background/blur.yaml', { registry: createRegistry(builtinCalculators) });
  const graph = createNodeGraph(plan, { services: { [imageKernelsService.key]: kernels } });
  let peak = 0;
  graph.observe('composited', packet => {
    if (packet.timestamp % 100 === 0) peak = Math.max(peak, process.memoryUsage.rss());
  });
  graph.start();
  const peaks: number[] = [];
  for (let minute = 0; minute < 5; minute += 1) {
    peak = 0;
    for (let i = 0; i < MINUTE; i += 1) await graph.add('frames', frame(i), (minute * MINUTE + i) * 33_300);
    await graph.idle();
    peaks.push(peak / 2 ** 20);
  }
  const live = graph.stats().live;
  graph.closeAllInputs();
  await graph.done();
  kernels.dispose();
  const [first = 0] = peaks;
  const last = peaks.at(-1) ?? 0;
  return [
    {
      name: 'memory/720p',
      metric: 'peak resident set in minute 5 beside minute 1',
      unit: 'MiB',
      ours: last,
      peer: first,
      peerName: 'minute 1',
      ratio: first / last,
    },
    {
      name: 'memory/720p',
      metric: 'packets alive at rest',
      unit: '',
      ours: live,
      peer: null,
      peerName: '',
      ratio: null,
    },
  ];
}

/** A gradient that moves. Fresh memory for each frame, as a decoder without a pool would give. */
function frame(index: number): Rgba8Image {
  const data = new Uint8Array(WIDTH * HEIGHT * 4).fill((index * 3) % 256);
  return { kind: 'cpu', format: 'rgba8', width: WIDTH, height: HEIGHT, data };
}
