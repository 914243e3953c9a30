import { describe, expect, it } from 'vitest';
import {
  createRegistry,
  defineCalculator,
  type GraphConfig,
  number,
  optional,
  parseGraph,
  planGraph,
  required,
} from '../../../src/graph/index.ts';
import { drawPlan } from './draw-plan.ts';
import { toDot } from './to-dot.ts';
import { toMermaid } from './to-mermaid.ts';

const sum = defineCalculator({
  name: 'SumCalculator',
  summary: 'Adds.',
  inputs: { IN: required(number, 'One'), LAST: optional(number, 'The last sum') },
  outputs: { OUT: required(number, 'The sum') },
  sidePackets: { START: optional(number, 'Where it starts') },
  open: () => ({ process: () => undefined }),
});

const config: GraphConfig = {
  type: 'Sums',
  input_stream: 'IN:in',
  output_stream: 'OUT:out',
  input_side_packet: 'START:start',
  node: [
    {
      name: 'adder',
      calculator: 'SumCalculator',
      input_stream: ['IN:in', 'LAST:out'],
      input_stream_info: { tag_index: 'LAST', back_edge: true },
      input_side_packet: 'START:start',
      output_stream: 'OUT:out',
    },
  ],
};

const drawing = drawPlan(planGraph(config, { registry: createRegistry([sum]) }));

it('draws nodes, borders, back edges and side packets', () => {
  const names = <T extends { name: string }>(edge: T) => ({ ...edge, label: edge.name, type: 'number' });
  expect(drawing).toEqual({
    type: 'Sums',
    comment: '',
    groups: [],
    nodes: [
      { id: 'in0', kind: 'input', label: 'in', name: 'in', comment: '' },
      { id: 'side0', kind: 'side', label: 'start', name: 'start', comment: '' },
      { id: 'n0', kind: 'node', label: 'adder', name: 'adder', calculator: 'SumCalculator', comment: '' },
      { id: 'out0', kind: 'output', label: 'out', name: 'out', comment: '' },
    ],
    edges: [
      names({ from: 'in0', to: 'n0', kind: 'stream', name: 'in', fromTag: '', toTag: 'IN' }),
      names({ from: 'n0', to: 'n0', kind: 'back', name: 'out', fromTag: 'OUT', toTag: 'LAST' }),
      names({ from: 'side0', to: 'n0', kind: 'side', name: 'start', fromTag: '', toTag: 'START' }),
      names({ from: 'n0', to: 'out0', kind: 'stream', name: 'out', fromTag: 'OUT', toTag: '' }),
    ],
  });
});

describe('subgraphs', () => {
  const inner = parseGraph(
    `
# Adds twice.
type: Twice
input_stream: IN:number
output_stream: OUT:double
node:
  - {name: first, calculator: SumCalculator, input_stream: IN:number, output_stream: OUT:sum}
  # The second time.
  - {name: second, calculator: SumCalculator, input_stream: IN:sum, output_stream: OUT:double}
`,
    { file: 'twice.yaml' },
  );
  const outer = parseGraph(
    `
# yaml-language-server: $schema=graph.schema.json
# Four times
#   in all.
type: FourTimes
input_stream: IN:in
output_stream: OUT:out
node:
  # Once,
  # and again.
  - {name: Both, calculator: Twice, input_stream: IN:in, output_stream: OUT:out}
`,
    { file: 'four.yaml' },
  );
  const plan = planGraph(outer, { registry: createRegistry([sum]), subgraphs: [inner] });

  it('are boxes around their nodes, with short names and the comments of their files', () => {
    const { type, comment, groups, nodes, edges } = drawPlan(plan);
    expect({ type, comment }).toEqual({ type: 'FourTimes', comment: 'Four times\n  in all.' });
    expect(groups).toEqual([{ id: 'g0', label: 'Both', name: 'Both', type: 'Twice', comment: 'Once,\nand again.' }]);
    expect(nodes.filter(node => node.kind === 'node')).toMatchObject([
      { label: 'first', name: 'both__first', parent: 'g0', comment: '' },
      { label: 'second', name: 'both__second', parent: 'g0', comment: 'The second time.' },
    ]);
    expect(edges.map(edge => `${edge.name}=${edge.label}`)).toEqual(['in=in', 'both__sum=sum', 'out=out']);
  });

  it('are left out when flattened', () => {
    const { groups, nodes, edges } = drawPlan(plan, { flatten: true });
    expect(groups).toEqual([]);
    expect(nodes.map(node => node.label)).toEqual(['in', 'both__first', 'both__second', 'out']);
    expect(edges.map(edge => edge.label)).toEqual(['in', 'both__sum', 'out']);
  });

  it('are boxes in mermaid and dot', () => {
    expect(toMermaid(drawPlan(plan))).toContain('  subgraph g0["Both: Twice"]\n    n0[');
    expect(toDot(drawPlan(plan))).toContain('  subgraph cluster_g0 {\n    label="Both: Twice"');
  });
});

it('writes mermaid', () => {
  expect(toMermaid(drawing)).toBe(
    [
      'flowchart TD',
      '  in0(["in"])',
      '  side0[/"start"/]',
      '  n0["adder<br/>SumCalculator"]',
      '  out0(["out"])',
      '  in0 -->|"in"| n0',
      '  n0 -. "out" .-> n0',
      '  side0 -.->|"start"| n0',
      '  n0 -->|"out"| out0',
    ].join('\n'),
  );
});

it('writes dot', () => {
  const lines = toDot(drawing).split('\n');
  expect(lines[0]).toBe('digraph "Sums" {');
  expect(lines).toContain('  n0 [shape=box label="adder\\nSumCalculator"];');
  expect(lines).toContain('  n0 -> n0 [style=dashed constraint=false label="out"];');
  expect(lines.at(-1)).toBe('}');
});

it('lets no name become markup', () => {
  const evil = '"]; click x "javascript:alert(1)" <script>\x1b[2J`\\';
  const node = { id: 'n0', kind: 'node', label: evil, name: evil, comment: '' } as const;
  const bad = { type: evil, comment: '', groups: [], nodes: [node], edges: [] };
  const mermaid = toMermaid(bad);
  expect(mermaid.split('\n')).toHaveLength(2);
  expect(mermaid.slice(mermaid.indexOf('n0["') + 4, -2)).toMatch(/^[^"\]<>`\\\x1b]*$/);
  expect(toDot(bad).split('\n').at(2)).not.toMatch(/(^|[^\\])"\]; click/);
  expect(toDot(bad)).not.toContain('\x1b');
});
