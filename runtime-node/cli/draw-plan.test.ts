import { expect, it } from 'vitest';
import {
  createRegistry,
  defineCalculator,
  type GraphConfig,
  number,
  optional,
  planGraph,
  required,
} from '../../src/graph/index.ts';
import { drawPlan, toDot, toMermaid } from './draw-plan.ts';

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
  expect(drawing).toEqual({
    type: 'Sums',
    nodes: [
      { id: 'in0', kind: 'input', label: 'in' },
      { id: 'side0', kind: 'side', label: 'start' },
      { id: 'n0', kind: 'node', label: 'adder', calculator: 'SumCalculator' },
      { id: 'out0', kind: 'output', label: 'out' },
    ],
    edges: [
      { from: 'in0', to: 'n0', kind: 'stream', label: 'in', type: 'number' },
      { from: 'n0', to: 'n0', kind: 'back', label: 'out', type: 'number' },
      { from: 'side0', to: 'n0', kind: 'side', label: 'start', type: 'number' },
      { from: 'n0', to: 'out0', kind: 'stream', label: 'out', type: 'number' },
    ],
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
  const bad = { type: evil, nodes: [{ id: 'n0', kind: 'node', label: evil } as const], edges: [] };
  const mermaid = toMermaid(bad);
  expect(mermaid.split('\n')).toHaveLength(2);
  expect(mermaid.slice(mermaid.indexOf('n0["') + 4, -2)).toMatch(/^[^"\]<>`\\\x1b]*$/);
  expect(toDot(bad).split('\n').at(2)).not.toMatch(/(^|[^\\])"\]; click/);
  expect(toDot(bad)).not.toContain('\x1b');
});
