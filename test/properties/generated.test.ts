import fc from 'fast-check';
import { expect, it } from 'vitest';
import { builtinCalculators } from '../../src/calculators/index.ts';
import {
  checkGraph,
  createGraph,
  createRegistry,
  type GraphPlan,
  HandleRegistry,
  planGraph,
  toList,
} from '../../src/graph/index.ts';
import {
  type GraphTest,
  runGraphTest,
  SimulatedScheduler,
  VirtualClock,
  watchInvariants,
} from '../../src/graph/testing/index.ts';
import { type GeneratedGraph, generatedGraph } from './generated-graph.ts';
import { interpret } from './naive-interpreter.ts';

const GRAPHS = 500;
const SEEDS = 20;
const registry = createRegistry(builtinCalculators);

/** What the interpreter makes of a graph, as a test of it. */
function expected({ config, feed }: GeneratedGraph): GraphTest {
  const streams = interpret(config, feed);
  const expect = Object.fromEntries([...streams].map(([name, list]) => [name, list.map(([t, v]) => [t, v] as const)]));
  return { name: 'as the interpreter says', sidePackets: {}, feed, expect, tolerance: 0 };
}

async function run(plan: GraphPlan, test: GraphTest, seed: number): Promise<readonly string[]> {
  const clock = new VirtualClock();
  const scheduler = new SimulatedScheduler({ seed, clock });
  const handles = new HandleRegistry();
  const graph = createGraph(plan, { clock, scheduler, handles });
  const checkLaws = watchInvariants(graph);
  const found = await scheduler.run(runGraphTest(graph, test)).catch((error: unknown) => [String(error)]);
  checkLaws();
  return handles.live === 0 ? found : [...found, `${handles.live} handles are live`];
}

/** The line and the file by which a difference is seen again. */
function report({ config, feed }: GeneratedGraph, test: GraphTest, seed: number, found: readonly string[]): string {
  const file = { graph: config, tests: [{ name: test.name, feed, expect: test.expect }] };
  return `${found.join('\n')}\nnpx millrace replay --seed ${seed} FILE, where FILE is, and is to be kept in test/regressions:\n${JSON.stringify(file)}`;
}

it(`${GRAPHS} generated graphs give what the interpreter says on ${SEEDS} schedules each`, {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(generatedGraph, async given => {
      const plan = planGraph(given.config, { registry });
      const test = expected(given);
      for (let seed = 0; seed < SEEDS; seed += 1) {
        const found = await run(plan, test, seed);
        if (found.length > 0) throw new Error(report(given, test, seed, found));
      }
    }),
    { numRuns: GRAPHS, seed: 20261124 },
  );
});

it('a graph with a mistake in it fails before it runs, or not at all', { timeout: 120_000 }, async () => {
  const broken = fc.tuple(generatedGraph, fc.nat(), fc.constantFrom('stream', 'calculator', 'tag', 'twice'));
  await fc.assert(
    fc.asyncProperty(broken, async ([{ config, feed }, place, mistake]) => {
      const wrong = spoil(config, place, mistake);
      const { plan, issues } = checkGraph(wrong, { registry });
      if (plan === undefined) {
        expect(issues.length).toBeGreaterThan(0);
        expect(() => planGraph(wrong, { registry })).toThrow(issues[0]?.message ?? '');
        return;
      }
      const inputs = Object.fromEntries(
        Object.entries(feed).filter(([name]) => plan.inputs.some(one => one.name === name)),
      );
      const found = await run(plan, { name: '', sidePackets: {}, feed: inputs, expect: {}, tolerance: 0 }, place);
      expect(found).toEqual([]);
    }),
    { numRuns: 2000, seed: 20261124 },
  );
});

/** A graph with one name in one node changed. */
function spoil(config: GeneratedGraph['config'], place: number, mistake: string): GeneratedGraph['config'] {
  const nodes = toList(config.node);
  const index = place % nodes.length;
  const node = nodes[index];
  if (node === undefined) return config;
  const change: Readonly<Record<string, object>> = {
    stream: { input_stream: toList(node.input_stream).map((name, i) => (i === 0 ? `${name}x` : name)) },
    calculator: { calculator: `${node.calculator}s` },
    tag: { output_stream: toList(node.output_stream).map(name => `WRONG:${name.replace(/.*:/, '')}`) },
    twice: { output_stream: [...toList(node.output_stream), 'in_0'] },
  };
  return { ...config, node: nodes.map((one, i) => (i === index ? { ...one, ...change[mistake] } : one)) };
}
