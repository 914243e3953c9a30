import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readGraphTests } from '../../runtime-node/graph-tests/read-graph-tests.ts';
import { builtinCalculators } from '../../src/calculators/index.ts';
import { createGraph, createRegistry } from '../../src/graph/index.ts';
import { runGraphTest, simulateGraphTest } from '../../src/graph/testing/index.ts';

const files = readdirSync(import.meta.dirname).filter(file => file.endsWith('.test.yaml'));
const registry = createRegistry(builtinCalculators);

it.each(files)('what once went wrong stays right: %s', async file => {
  const { plan, tests } = await readGraphTests(join(import.meta.dirname, file), registry);
  for (const test of tests) {
    expect(await runGraphTest(createGraph(plan), test)).toEqual([]);
    for (let seed = 0; seed < 50; seed += 1) {
      const { differences } = await simulateGraphTest(plan, test, seed);
      expect(differences, `npx millrace replay --seed ${seed} test/regressions/${file}`).toEqual([]);
    }
  }
});
