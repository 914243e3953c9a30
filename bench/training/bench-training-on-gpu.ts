import { findNodeGpu } from '../../runtime-node/device/find-node-gpu.ts';
import type { BenchRow } from '../bench-row.ts';
import { spread } from '../measure.ts';
import { graphSteps } from './graph-steps.ts';
import { largeSubjects, trainingSubjects } from './training-subject.ts';

const ROUNDS = 3;

/**
 * Training steps per second by the clock, WebGPU beside WASM: the same graph, in turn, for the small networks and for two that are
 * worth a GPU. No rows where there is no real GPU; says why on standard error.
 */
export async function benchTrainingOnGpu(): Promise<BenchRow[]> {
  const { adapter, reason } = await findNodeGpu();
  if (adapter === undefined) {
    process.stderr.write(`bench training: no rows for webgpu: ${reason}\n`);
    return [];
  }
  process.stderr.write(`bench training: webgpu: ${reason}\n`);
  const subjects = [
    ...trainingSubjects.map(one => ({ ...one, gpuSteps: Math.min(100, 3 * one.steps.wasm) })),
    ...largeSubjects,
  ];
  const rows: BenchRow[] = [];
  for (const subject of subjects) {
    const rates: { readonly gpu: number; readonly wasm: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rates.push({
        gpu: await graphSteps(subject, 'webgpu', subject.gpuSteps, wallSeconds),
        wasm: await graphSteps(subject, 'wasm', subject.steps.wasm, wallSeconds),
      });
    }
    rows.push({
      name: `${subject.name}, webgpu`,
      metric: 'training by the clock',
      unit: 'steps/s',
      ours: spread(rates.map(one => one.gpu)).median,
      peer: spread(rates.map(one => one.wasm)).median,
      peerName: 'the same graph, wasm',
      ratio: spread(rates.map(one => one.gpu / one.wasm)).median,
    });
  }
  return rows;
}

function wallSeconds(): number {
  return performance.now() / 1000;
}
