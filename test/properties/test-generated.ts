import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { builtinCalculators } from '../../src/calculators/index.ts';
import { createRegistry, type GraphPlan, planGraph } from '../../src/graph/index.ts';
import { type GraphTest, type SimulatedTest, simulate, simulateGraphTest } from '../../src/graph/testing/index.ts';
import { type GeneratedGraph, generatedGraph } from './generated-graph.ts';
import { interpret } from './naive-interpreter.ts';

/** How much is tried. */
export interface GeneratedSweep {
  readonly graphs: number;
  readonly seeds: number;
  /** Where the graph that failed is written. Default: test/regressions. */
  readonly folder?: string;
  /** Runs a test on a schedule; tests of this test give a faulty one. */
  readonly run?: (plan: GraphPlan, test: GraphTest, seed: number) => Promise<SimulatedTest>;
  /** Which graphs are tried: another number, other graphs. Default 20261124. */
  readonly series?: number;
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
  run = simulateGraphTest,
  series = 20261124,
}: GeneratedSweep): Promise<void> {
  let smallest: Failure | undefined;
  const property = fc.asyncProperty(generatedGraph, async graph => {
    const test = expected(graph);
    const plan = planGraph(graph.config, { registry });
    for (let seed = 0; seed < seeds; seed += 1) {
      const { differences } = await run(plan, test, seed);
      if (differences.length === 0) continue;
      // The last one is the smallest: every later one was shrunk from it.
      smallest = { graph, test, seed, differences };
      return false;
    }
    return true;
  });
  const result = await fc.check(property, { numRuns: graphs, seed: series });
  if (smallest !== undefined) throw new Error(report(smallest, folder));
  // Neither engine nor interpreter came to a result, such as when a graph is no valid one.
  if (result.failed) throw new Error(fc.defaultReportMessage(result));
}

const AT_ONCE = 100;

/** The search as tests, of a hundred graphs each. */
export function testGenerated({ graphs, seeds }: Pick<GeneratedSweep, 'graphs' | 'seeds'>): void {
  for (let done = 0; done < graphs; done += AT_ONCE) {
    const count = Math.min(AT_ONCE, graphs - done);
    it(`${count} generated graphs do what the interpreter says on ${seeds} schedules each${done > 0 ? `, after ${done}` : ''}`, {
      timeout: 300_000,
    }, async () => {
      await searchGenerated({ graphs: count, seeds, series: 20261124 + done });
    });
  }
}

/** How a stall names what it waits for: where, which stream, and up to which time it is known. */
const WAITING =
  /^node "[^"]+", input [A-Z_]*:\d+: waits for stream "[^"]+", (known up to (-?\d+|Timestamp\.Max)|of which nothing is known)/;

/**
 * Tests that a graph whose inputs are not all closed is told as stalled, once time stands still, by the names of exactly
 * those inputs and of the nodes that wait for them, and that no law is broken meanwhile.
 */
export function testOpenInputs(graphs: number): void {
  it(`${graphs} generated graphs with inputs left open stall, and say what they wait for`, {
    timeout: 300_000,
  }, async () => {
    const property = fc.asyncProperty(generatedGraph, fc.nat(), fc.nat(), async (graph, choice, seed) => {
      const { config, feed, sidePackets } = graph;
      const names = Object.keys(feed);
      // One at least.
      const open = names.filter((_, i) => i === choice % names.length || (choice >> i) % 2 === 1);
      const entries = names.flatMap(name => (feed[name] ?? []).map(([time, value]) => ({ name, time, value })));
      const plan = planGraph(config, { registry });
      const { status, stall, breaches, error } = await simulate(plan, { seed }, async ({ graph: running, pause }) => {
        running.start({ sidePackets });
        for (const { name, time, value } of entries.sort((a, b) => a.time - b.time)) {
          await pause();
          await running.add(name, value, time);
        }
        for (const name of names) if (!open.includes(name)) running.closeInput(name);
        await running.done();
      });
      expect(breaches).toEqual([]);
      expect(error).toBeUndefined();
      expect(status).toBe('stalled');
      const known = (name: string) => {
        const last = feed[name]?.at(-1)?.[0];
        return last === undefined ? 'of which nothing is known' : `known up to ${last}`;
      };
      const inputs = stall.filter(line => line.startsWith('graph input'));
      expect(inputs).toEqual(open.map(name => `graph input "${name}": is open, ${known(name)}`));
      const waits = stall.slice(inputs.length);
      for (const line of waits) expect(line).toMatch(WAITING);
      // Whatever waits, waits in the end for an input that is open and has nothing more.
      const read = new Set(plan.nodes.flatMap(node => node.inputs.map(input => plan.streams[input.stream]?.name)));
      if (!open.some(name => read.has(name))) return;
      expect(
        waits.some(line => open.some(name => line.includes(`waits for stream "${name}", ${known(name)}`))),
        stall.join('\n'),
      ).toBe(true);
    });
    await fc.assert(property, { numRuns: graphs, seed: 20261124 });
  });
}

const regressions = join(import.meta.dirname, '..', 'regressions');

function report({ graph: { config, feed, sidePackets }, test, seed, differences }: Failure, folder: string): string {
  const tests = [{ name: test.name, side_packets: sidePackets, feed, expect: test.expect }];
  const file = join(folder, `found-with-seed-${seed}.test.yaml`);
  const text = stringify({ graph: config, tests }, { lineWidth: 110, aliasDuplicateObjects: false });
  const replay = (path: string): string => `npx millrace replay --seed ${seed} ${path}`;
  // A regression is committed: it names no folder of the machine that found it.
  writeFileSync(file, `# Found by test/properties. To see it again: ${replay(relative('.', file))}\n${text}`);
  return [replay(file), ...differences, 'Keep the file: it shows that what is corrected stays so.', text].join('\n');
}
