import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { it } from 'vitest';
import { stringify } from 'yaml';
import { builtinCalculators } from '../../src/calculators/index.ts';
import { createRegistry, planGraph } from '../../src/graph/index.ts';
import { type GraphTest, type SimulatedTest, simulateGraphTest } from '../../src/graph/testing/index.ts';
import { type GeneratedGraph, generatedGraph } from './generated-graph.ts';
import { interpret } from './naive-interpreter.ts';

/** How much is tried. */
export interface GeneratedSweep {
  readonly graphs: number;
  readonly seeds: number;
  /** Where the graph that failed is written. Default: test/regressions. */
  readonly folder?: string;
  /** Runs a test on a schedule; tests of this test give a faulty one. */
  readonly run?: (graph: GeneratedGraph, test: GraphTest, seed: number) => Promise<SimulatedTest>;
}

interface Failure {
  readonly graph: GeneratedGraph;
  readonly test: GraphTest;
  readonly seed: number;
  readonly differences: readonly string[];
}

const registry = createRegistry(builtinCalculators);

/** What the interpreter makes of a graph, as a test of it. */
function expected({ config, feed, sidePackets }: GeneratedGraph): GraphTest {
  const streams = interpret(config, feed, sidePackets);
  const expect = Object.fromEntries([...streams].map(([name, list]) => [name, list.map(([t, v]) => [t, v] as const)]));
  return { name: 'as the interpreter says', sidePackets, feed, expect, tolerance: 0 };
}

/**
 * Looks for a graph and a schedule on which the engine differs from the interpreter, breaks a law or stalls. What is
 * found is made as small as it will go and written to a test file.
 *
 * @throws Error that says what differs, in its first line how to see it again.
 */
export async function searchGenerated({
  graphs,
  seeds,
  folder = regressions,
  run = simulated,
}: GeneratedSweep): Promise<void> {
  let smallest: Failure | undefined;
  const property = fc.asyncProperty(generatedGraph, async graph => {
    const test = expected(graph);
    for (let seed = 0; seed < seeds; seed += 1) {
      const { differences } = await run(graph, test, seed);
      if (differences.length === 0) continue;
      // The last one is the smallest: every later one was shrunk from it.
      smallest = { graph, test, seed, differences };
      return false;
    }
    return true;
  });
  await fc.check(property, { numRuns: graphs, seed: 20261124 });
  if (smallest !== undefined) throw new Error(report(smallest, folder));
}

/** The search as a test. */
export function testGenerated(sweep: GeneratedSweep): void {
  it(`${sweep.graphs} generated graphs do what the interpreter says on ${sweep.seeds} schedules each`, {
    timeout: 300_000,
  }, async () => {
    await searchGenerated(sweep);
  });
}

const regressions = join(import.meta.dirname, '..', 'regressions');

function simulated({ config }: GeneratedGraph, test: GraphTest, seed: number): Promise<SimulatedTest> {
  return simulateGraphTest(planGraph(config, { registry }), test, seed);
}

function report({ graph: { config, feed, sidePackets }, test, seed, differences }: Failure, folder: string): string {
  const tests = [{ name: test.name, side_packets: sidePackets, feed, expect: test.expect }];
  const file = join(folder, `found-with-seed-${seed}.test.yaml`);
  const text = stringify({ graph: config, tests }, { lineWidth: 110, aliasDuplicateObjects: false });
  const replay = `npx millrace replay --seed ${seed} ${file}`;
  writeFileSync(file, `# Found by test/properties. To see it again: ${replay}\n${text}`);
  return [replay, ...differences, 'Keep the file: it shows that what is corrected stays so.', text].join('\n');
}
