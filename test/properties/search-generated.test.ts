import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { readGraphTests } from '../../runtime-node/graph-tests/read-graph-tests.ts';
import { builtinCalculators } from '../../src/calculators/index.ts';
import { createRegistry } from '../../src/graph/index.ts';
import { type SimulatedTest, simulateGraphTest } from '../../src/graph/testing/index.ts';
import { type GeneratedSweep, searchGenerated } from './test-generated.ts';

const registry = createRegistry(builtinCalculators);

// A graph that thins is called wrong on the third schedule: what the search makes of it is known.
const faulty: GeneratedSweep['run'] = (plan, _test, seed): Promise<SimulatedTest> => {
  const thins = plan.nodes.some(node => node.calculator.name === 'PacketThinnerCalculator');
  return Promise.resolve({ differences: thins && seed === 2 ? ['thinned'] : [], calls: [] });
};

it('a failing graph is made small, written to a test file, and replayed 20 times of 20', {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-search-'));
  try {
    const error = await searchGenerated({ graphs: 60, seeds: 3, folder, run: faulty }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    const [name = ''] = readdirSync(folder);
    const file = join(folder, name);
    expect(name).toBe('found-with-seed-2.test.yaml');
    expect(String(error)).toContain(`npx millrace replay --seed 2 ${file}\nthinned\n`);
    const [first] = readFileSync(file, 'utf8').split('\n');
    expect(first).toContain(`npx millrace replay --seed 2 ${relative('.', file)}`);
    const { plan, tests } = await readGraphTests(file, registry);
    expect(plan.nodes.length).toBeLessThanOrEqual(3);
    expect(plan.nodes.map(node => node.calculator.name)).toContain('PacketThinnerCalculator');
    const [test] = tests;
    if (test === undefined) throw new Error('The file has a test.');
    const replays = await Promise.all([simulateGraphTest(plan, test, 2)]);
    for (let i = 1; i < 20; i += 1) replays.push(await simulateGraphTest(plan, test, 2));
    expect(replays[0]?.calls.length).toBeGreaterThan(2);
    for (const replay of replays) expect(replay).toEqual(replays[0]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
