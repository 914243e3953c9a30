import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createNodeGraph } from '../../../runtime-node/create-node-graph.ts';
import { bundleWorker } from '../../../scripts/bundle-worker.mjs';
import { builtinCalculators } from '../../../src/calculators/index.ts';
import { createRegistry, type GraphConfig, planGraph } from '../../../src/graph/index.ts';
import { people, smallTraining } from '../../fixtures/training/small-training.ts';

const registry = createRegistry(builtinCalculators);
let workerProgram: URL;
let root: string;

beforeAll(async () => {
  ({ program: workerProgram } = await bundleWorker('training-pool', []));
  root = await mkdtemp(join(tmpdir(), 'millrace-training-pool-'));
});

afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

/** Trains in a folder of its own: what it leaves there, and which nodes ran elsewhere. */
async function train(name: string, executor?: GraphConfig['executor']) {
  const folder = await mkdtemp(join(root, name));
  await writeFile(join(folder, 'people.csv'), people);
  const config = { ...smallTraining(), ...(executor === undefined ? {} : { executor }) };
  const graph = createNodeGraph(planGraph(config, { registry }), { files: { base: folder }, workerProgram });
  await graph.run();
  expect(graph.stats().live).toBe(0);
  const out = join(folder, 'out');
  const files = new Map<string, string>();
  for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(out.length + 1), (await readFile(path)).toString('base64'));
  }
  return { files, moved: graph.stats().moved };
}

it('gives the same bytes with its nodes on the threads of a pool', async () => {
  const here = await train('here');
  const there = await train('there', [{ type: 'WorkerPoolExecutor', options: { num_threads: 2 } }]);
  expect(here.moved).toEqual([]);
  expect(there.moved).toContain('EvaluateCalculator');
  expect(there.files).toEqual(here.files);
  expect([...here.files.keys()]).toEqual(
    expect.arrayContaining(['log.jsonl', 'model/weights.bin', 'checkpoints/12/state.bin']),
  );
});
