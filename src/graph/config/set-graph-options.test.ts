import { expect, it } from 'vitest';
import { parseGraph } from './parse-graph.ts';
import { setGraphOptions } from './set-graph-options.ts';

const graph = parseGraph('graph_options: {quality: full, budget_ms: 33}\noptions: {budget_ms: 20}\n', {
  file: 'g.yaml',
});

it('sets what the graph declares, and leaves the graph that it is given alone', () => {
  expect(setGraphOptions(graph, { quality: 'light' }).config.options).toEqual({ quality: 'light', budget_ms: 20 });
  expect(graph.config.options).toEqual({ budget_ms: 20 });
});

it('leaves a graph as it is when there is nothing to set', () => {
  const plain = parseGraph('node: {calculator: PassThroughCalculator}\n', { file: 'g.yaml' });
  expect(setGraphOptions(plain, {})).toBe(plain);
});

it('refuses what it does not', () => {
  expect(() => setGraphOptions(graph, { qualty: 'light' })).toThrow(
    'g.yaml: the graph has no option "qualty". Did you mean "quality"? Its options: quality, budget_ms.',
  );
});
