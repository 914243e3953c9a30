import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createNodeGraph } from '../runtime-node/index.ts';
import { readGraphFile } from '../runtime-node/load-graph-file.ts';
import { builtinCalculators } from '../src/calculators/index.ts';
import { createRegistry, type GraphConfig, planGraph } from '../src/graph/index.ts';
import type { BenchRow } from './bench-row.ts';

const registry = createRegistry(builtinCalculators);
const FRAMES = 150;

/**
 * Frames a second of graphs/background/blur.yaml from an H.264 file to an H.264 file (1280x720, the rendered presenter),
 * and where the time goes: the share of each kind of node in the time spent inside calculators. Codecs work on threads of
 * their own; their nodes count the time in which this thread prepares and takes frames.
 */
export async function benchEndToEnd(): Promise<BenchRow[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'millrace-bench-'));
  try {
    const clip = path.join(folder, 'clip.mp4');
    await renderClip(clip);
    const { seconds, shares } = await blur(clip, path.join(folder, 'out.mp4'));
    const row = (metric: string, unit: string, ours: number): BenchRow => ({
      name: 'end-to-end',
      metric,
      unit,
      ours,
      peer: null,
      peerName: '',
      ratio: null,
    });
    return [
      row('file to file', 'frames/s', FRAMES / seconds),
      ...[...shares].sort((a, b) => b[1] - a[1]).map(([calculator, share]) => row(calculator, '%', share * 100)),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A few rendered moments, shown again and again. */
async function renderClip(target: string): Promise<void> {
  const config: GraphConfig = {
    max_queue_size: 4,
    node: [
      {
        calculator: 'PresenterSceneCalculator',
        output_stream: 'IMAGE:frames',
        options: { width: 320, height: 180, frames: FRAMES, frame_rate: 30 },
      },
      {
        calculator: 'ImageDownsampleCalculator',
        input_stream: 'IMAGE:frames',
        output_stream: 'IMAGE:large',
        options: { width: 1280, height: 720, filter: 'bilinear' },
      },
      {
        calculator: 'VideoEncodeCalculator',
        input_stream: 'VIDEO:large',
        options: { output_file_path: target, latency: 'realtime' },
      },
    ],
  };
  await createNodeGraph(planGraph(config, { registry })).run();
}

async function blur(clip: string, target: string): Promise<{ seconds: number; shares: Map<string, number> }> {
  const { graph, subgraphs } = await readGraphFile('graphs/background/blur.yaml', { registry });
  const config: GraphConfig = {
    max_queue_size: 4,
    node: [
      {
        calculator: 'VideoDecodeCalculator',
        output_stream: 'VIDEO:frames',
        output_side_packet: 'MEDIA_SOURCE:source',
        options: { input_file_path: clip },
      },
      { calculator: 'BlurBackground', input_stream: 'IMAGE:frames', output_stream: ['IMAGE:out', 'MASK:mask'] },
      {
        calculator: 'VideoEncodeCalculator',
        input_stream: 'VIDEO:out',
        input_side_packet: 'MEDIA_SOURCE:source',
        options: { output_file_path: target },
      },
    ],
  };
  const plan = planGraph(config, { registry, subgraphs: [graph, ...subgraphs] });
  const running = createNodeGraph(plan, { profile: true });
  const started = performance.now();
  await running.run();
  const seconds = (performance.now() - started) / 1000;
  const totals = new Map<string, number>();
  for (const { calculator, time } of running.stats().nodes) {
    totals.set(calculator, (totals.get(calculator) ?? 0) + (time?.process.total ?? 0));
  }
  const sum = [...totals.values()].reduce((a, b) => a + b, 0);
  return { seconds, shares: new Map([...totals].map(([name, total]) => [name, total / sum])) };
}
