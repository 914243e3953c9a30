import { describe, expect, it } from 'vitest';
import { passThroughCalculator } from '../../calculators/core/pass-through.ts';
import { createRegistry } from '../registry.ts';
import { checkGraph } from './check-graph.ts';
import type { GraphConfig } from './graph-config.ts';

const registry = createRegistry([passThroughCalculator]);
const pass = (i: number) => ({ calculator: 'PassThroughCalculator', input_stream: 'a', output_stream: `b${i}` });
const use = (type: string, i: number) => ({ calculator: type, input_stream: 'a', output_stream: `b${i}` });
const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const rules = (graph: GraphConfig, subgraphs: readonly GraphConfig[] = [], limits = {}) =>
  checkGraph(graph, { registry, subgraphs, limits }).issues.map(issue => issue.rule);

describe('the limits of a graph', () => {
  it('count its nodes, with subgraphs or without, also where a round multiplies them', () => {
    const limits = { nodes: 10 };
    expect(rules({ input_stream: 'a', node: many(10, pass) }, [], limits)).toEqual([]);
    expect(rules({ input_stream: 'a', node: many(11, pass) }, [], limits)).toEqual(['too-many-nodes']);
    const inner = (type: string, node: GraphConfig['node']): GraphConfig => ({
      type,
      input_stream: 'a',
      node: node ?? [],
    });
    const bomb = [
      inner(
        'A',
        many(500, i => use('B', i)),
      ),
      inner(
        'B',
        many(500, i => use('C', i)),
      ),
      inner('C', many(500, pass)),
    ];
    const outputs = bomb.map(one => ({ ...one, output_stream: many(500, i => `b${i}`) }));
    expect(rules({ input_stream: 'a', node: use('A', 0) }, outputs)).toContain('too-many-nodes');
  });

  it('count its connections', () => {
    const graph = { input_stream: 'a', node: many(5, pass) };
    expect(rules(graph, [], { edges: 5 })).toEqual([]);
    expect(rules(graph, [], { edges: 4 })).toEqual(['too-many-edges']);
  });

  it('count how deep graphs lie in graphs', () => {
    const level = (i: number): GraphConfig => ({
      type: `L${i}`,
      input_stream: 'a',
      output_stream: 'b0',
      node: i === 8 ? pass(0) : use(`L${i + 1}`, 0),
    });
    const main = { input_stream: 'a', node: use('L1', 0) };
    expect(
      rules(
        main,
        many(8, i => level(i + 1)),
      ),
    ).toEqual([]);
    const deeper = [
      ...many(7, i => level(i + 1)),
      { ...level(7), type: 'L8', node: use('L9', 0) },
      { ...level(8), type: 'L9' },
    ];
    expect(rules(main, deeper)).toEqual(['too-deep-subgraphs']);
  });

  it('end the check after 500 issues', () => {
    const found = rules({ node: many(600, i => ({ calculator: `Nothing${i}Calculator` })) });
    expect(found).toHaveLength(501);
    expect(found.at(-1)).toBe('too-many-issues');
  });
});
