import { findNodeGpu } from '../../runtime-node/device/find-node-gpu.ts';
import { chromiumPath, gpuSwitches, onRealGpu } from '../../test/browser/chromium.ts';
import type { BenchRow } from '../bench-row.ts';
import type { BlurFigures, BlurTask } from './blur-figures.ts';
import { blurInChromium } from './blur-in-chromium.ts';
import { blurInNode } from './blur-in-node.ts';
import { presenterPictures } from './presenter-pictures.ts';

/** What people see: 720p. Ten seconds of it, after one second to warm up. */
const TASK: BlurTask = { width: 1280, height: 720, frames: 300, warmUp: 30, gpu: 'auto' };
const PICTURES = 4;
/** What is aimed at on a GPU. */
const [TARGET_RATE, TARGET_MS] = [60, 8];
const TARGET = 'the target';

/**
 * The whole of graphs/background/blur.yaml with the shipped network on WebGPU: in Chromium from a frame as a camera hands it
 * out (I420 in CPU memory) to a canvas, and in Node through Dawn from RGBA to RGBA in CPU memory. Frames a second as fast as
 * they are taken, milliseconds of one frame at a time, and what each pass takes on the GPU, tfjs's together.
 *
 * Chromium's GPU is found by `MILLRACE_CHROMIUM_SWITCHES`. Where there is no real adapter it says so and measures nothing;
 * a task with `gpu: 'software'` runs all the same.
 */
export async function benchWebgpu(task: BlurTask = TASK): Promise<BenchRow[]> {
  const pictures = presenterPictures(PICTURES, task.width, task.height);
  const rows: BenchRow[] = [];
  const measure = async (runtime: string, missing: string | undefined, run: () => Promise<BlurFigures>) => {
    if (missing !== undefined) {
      console.error(`bench webgpu: ${runtime} SKIPPED: ${missing}`);
      return;
    }
    const figures = await run();
    console.error(`bench webgpu: ${runtime}: ${figures.device}`);
    rows.push(...rowsOf(`webgpu/${runtime}`, figures));
  };
  await measure('chromium', whyNoChromium(task), () => blurInChromium(task, pictures, gpuSwitches));
  const { adapter, reason } = await findNodeGpu(task.gpu);
  await measure('node', adapter === undefined ? reason : undefined, () => blurInNode(task, pictures));
  return rows;
}

function whyNoChromium({ gpu }: BlurTask): string | undefined {
  if (chromiumPath === undefined) return 'there is no Chromium. bash scripts/install-system-packages.sh chromium';
  if (onRealGpu || gpu === 'software') return undefined;
  return 'MILLRACE_CHROMIUM_SWITCHES is not set, which is to give Chromium a real GPU. See docs/webgpu.md.';
}

function rowsOf(name: string, { framesPerSecond, latencies, passes, copiesPerFrame }: BlurFigures): BenchRow[] {
  const row = (metric: string, unit: string, ours: number): BenchRow => ({
    ...{ name, metric, unit, ours, peer: null, peerName: '', ratio: null },
  });
  const within = (metric: string, ours: number): BenchRow => ({
    ...{ name, metric, unit: 'ms', ours, peer: TARGET_MS, peerName: TARGET, ratio: TARGET_MS / ours },
  });
  const rows: BenchRow[] = [
    {
      ...row('frames a second', 'frames/s', framesPerSecond),
      ...{ peer: TARGET_RATE, peerName: TARGET, ratio: framesPerSecond / TARGET_RATE },
    },
    within('one frame at a time, median', percentile(latencies, 0.5)),
    within('one frame at a time, 95th percentile', percentile(latencies, 0.95)),
    row('copies between CPU and GPU', 'per frame', copiesPerFrame),
  ];
  if (passes === undefined) {
    console.error(`bench webgpu: ${name}: times on the GPU SKIPPED: the device has no timestamp-query.`);
    return rows;
  }
  const perFrame = passes.map(frame => {
    const sums = new Map<string, number>();
    for (const { name: pass, milliseconds } of frame) {
      sums.set(kindOf(pass), (sums.get(kindOf(pass)) ?? 0) + milliseconds);
    }
    return sums;
  });
  const totals = perFrame.map(frame => [...frame.values()].reduce((sum, one) => sum + one, 0));
  rows.push(
    within('all passes of a frame on the GPU, median', percentile(totals, 0.5)),
    within('all passes of a frame on the GPU, 95th percentile', percentile(totals, 0.95)),
  );
  const kinds = [...new Set(perFrame.flatMap(frame => [...frame.keys()]))];
  const each = kinds.map(kind => row(`on the GPU: ${kind}`, 'ms', median(perFrame, kind)));
  return [...rows, ...each.sort((a, b) => b.ours - a.ours)];
}

/** tfjs labels its pipelines by the names of its classes; one pass of it runs many. */
function kindOf(pass: string): string {
  if (pass === '') return 'unnamed';
  return /^[A-Z]/.test(pass) ? 'the network (tfjs)' : pass;
}

function median(frames: readonly ReadonlyMap<string, number>[], kind: string): number {
  return percentile(
    frames.map(frame => frame.get(kind) ?? 0),
    0.5,
  );
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
