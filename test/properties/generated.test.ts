import fc from 'fast-check';
import { expect, it } from 'vitest';
import { builtinCalculators } from '../../src/calculators/index.ts';
import { checkGraph, createRegistry, planGraph, toList } from '../../src/graph/index.ts';
import { simulateGraphTest } from '../../src/graph/testing/index.ts';
import { type GeneratedGraph, generatedGraph } from './generated-graph.ts';
import { testGenerated, testOpenInputs } from './test-generated.ts';

const registry = createRegistry(builtinCalculators);

// A first look; test/system/simulator has the sweep.
testGenerated({ graphs: 25, seeds: 2 });
testOpenInputs(25);

it('a graph with a mistake in it fails before it runs, or not at all', { timeout: 120_000 }, async () => {
  const broken = fc.tuple(generatedGraph, fc.nat(), fc.constantFrom('stream', 'calculator', 'tag', 'twice'));
  await fc.assert(
    fc.asyncProperty(broken, async ([given, place, mistake]) => {
      const { feed, sidePackets } = given;
      const wrong = spoil(given.config, place, mistake);
      const { plan, issues } = checkGraph(wrong, { registry });
      if (plan === undefined) {
        expect(issues.length).toBeGreaterThan(0);
        expect(() => planGraph(wrong, { registry })).toThrow(issues[0]?.message ?? '');
        return;
      }
      const inputs = Object.fromEntries(
        Object.entries(feed).filter(([name]) => plan.inputs.some(one => one.name === name)),
      );
      const test = { name: '', sidePackets, feed: inputs, expect: {}, tolerance: 0 };
      expect((await simulateGraphTest(plan, test, place)).differences).toEqual([]);
    }),
    { numRuns: 100, seed: 20261124 },
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
