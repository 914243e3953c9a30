import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createNodeGraph } from '../../runtime-node/create-node-graph.ts';
import { builtinCalculators } from '../../src/calculators/index.ts';
import { trainingFilesService } from '../../src/calculators/train/index.ts';
import { createRegistry, type GraphConfig, parsePlainYaml, planGraph } from '../../src/graph/index.ts';
import { memoryFiles } from '../../test/fixtures/training/memory-files.ts';

const graphFile = fileURLToPath(new URL('../../graphs/mindiff/train.yaml', import.meta.url));

/** One penalty at one weight. */
export interface MinDiffSetting {
  readonly kind: string;
  readonly weight: number;
  readonly seeds: readonly number[];
}

/** The medians over the seeds of every figure of the last epoch. */
export async function sweepMinDiff({ kind, weight, seeds }: MinDiffSetting): Promise<Readonly<Record<string, number>>> {
  const found: Readonly<Record<string, number>>[] = [];
  for (const seed of seeds) found.push(await trainOnce(kind, weight, seed));
  return Object.fromEntries(
    Object.keys(found[0] ?? {}).map(name => [name, median(found.map(one => one[name] ?? Number.NaN))]),
  );
}

async function trainOnce(kind: string, weight: number, seed: number): Promise<Readonly<Record<string, number>>> {
  const text = (await readFile(graphFile, 'utf8'))
    .replace('kind: mmd', `kind: ${kind}`)
    .replace('weight: 1.5', `weight: ${weight}`)
    .replaceAll('seed: 1', `seed: ${seed}`);
  const config = parsePlainYaml(text, 'train.yaml') as GraphConfig;
  const plan = planGraph(config, { registry: createRegistry(builtinCalculators) });
  const graph = createNodeGraph(plan, { services: { [trainingFilesService.key]: memoryFiles() } });
  let last: Readonly<Record<string, number>> = {};
  graph.observe('metrics', packet => {
    last = packet.value as Readonly<Record<string, number>>;
  });
  await graph.run();
  return last;
}

function median(values: readonly number[]): number {
  const sorted = values.slice().sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
