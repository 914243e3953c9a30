import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { builtinCalculators } from '../../../src/calculators/index.ts';
import { readCheckpoint, stopRequestService, trainingFilesService } from '../../../src/calculators/train/index.ts';
import {
  createGraph,
  createRegistry,
  type GraphConfig,
  parsePlainYaml,
  planGraph,
  type RunOptions,
} from '../../../src/graph/index.ts';
import { type MemoryFiles, memoryFiles } from '../../fixtures/training/memory-files.ts';

const file = new URL('../../../graphs/background/train.yaml', import.meta.url);
const config = parsePlainYaml(readFileSync(file, 'utf8'), 'train.yaml') as GraphConfig;
const plan = planGraph(config, { registry: createRegistry(builtinCalculators) });

interface Line {
  readonly step: number;
  readonly split: string;
  readonly name: string;
  readonly value: number;
}

/** Runs graphs/background/train.yaml; with `killAt` only until that step, in the middle of an epoch. */
async function train(files: MemoryFiles, options: RunOptions = {}, killAt?: number): Promise<MemoryFiles> {
  const services = {
    [trainingFilesService.key]: files,
    [stopRequestService.key]: { isRequested: false },
  };
  const graph = createGraph(plan, { services });
  const left = memoryFiles();
  graph.observe('losses', packet => {
    if (packet.timestamp !== killAt) return;
    // What the process has written up to here is all that is left of it.
    for (const [path, bytes] of files.files) left.files.set(path, bytes.slice());
    graph.cancel('killed');
  });
  await graph.run(options).catch((error: unknown) => {
    if (killAt === undefined) throw error;
  });
  expect(graph.stats().live).toBe(0);
  return killAt === undefined ? files : left;
}

/** What a training leaves behind, by path. */
function results({ files }: MemoryFiles): Readonly<Record<string, string>> {
  const kept = [...files].filter(([path]) => path.endsWith('log.jsonl') || path.includes('/model/'));
  return Object.fromEntries(kept.map(([path, bytes]) => [path, Buffer.from(bytes).toString('base64')]));
}

it('learns, logs, exports, and goes on after a kill with the bytes of an uninterrupted run', async () => {
  const whole = await train(memoryFiles());
  expect(Object.keys(results(whole)).sort()).toEqual([
    'out/segmentation/log.jsonl',
    'out/segmentation/model/model.json',
    'out/segmentation/model/model.onnx',
    'out/segmentation/model/weights.bin',
    'out/segmentation/model/weights.ckpt',
  ]);
  const lines = whole
    .text('out/segmentation/log.jsonl')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Line);
  const losses = lines.filter(({ name }) => name === 'total').map(({ value }) => value);
  expect(losses).toHaveLength(36);
  const mean = (list: readonly number[]): number => list.reduce((sum, v) => sum + v, 0) / list.length;
  expect(mean(losses.slice(-6))).toBeLessThan(0.85 * mean(losses.slice(0, 6)));
  const figures = lines.filter(({ name, split }) => name === 'iou' && split === 'held_out');
  expect(figures.map(({ step }) => step)).toEqual([5, 11, 17, 23, 29, 35]);

  const killed = await train(memoryFiles(), {}, 20);
  expect(await killed.list('out/segmentation/checkpoints')).toEqual(['12/', '18/']);
  const { state } = await readCheckpoint(killed, 'out/segmentation/checkpoints', plan);
  expect(results(await train(killed, { state }))).toEqual(results(whole));
}, 200_000);
