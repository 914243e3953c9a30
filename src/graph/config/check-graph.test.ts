import { expect, it } from 'vitest';
import { constantSidePacketCalculator } from '../../calculators/core/constant-side-packet.ts';
import { createRegistry } from '../registry.ts';
import { checkGraph } from './check-graph.ts';
import { parseGraph } from './parse-graph.ts';

it('asks no calculator about wrong options, also where their fault is known from another use of the subgraph', () => {
  const part = parseGraph(`
type: Part
output_side_packet: p
node: {calculator: ConstantSidePacketCalculator, output_side_packet: PACKET:p}
`);
  const main = parseGraph(`
node:
  - {calculator: Part, output_side_packet: a}
  - {calculator: Part, output_side_packet: b}
`);
  const registry = createRegistry([constantSidePacketCalculator]);
  const { issues } = checkGraph(main, { registry, subgraphs: [part] });
  expect(issues.map(({ rule, message }) => [rule, message])).toEqual([
    ['missing-field', 'The option "packet" is missing.'],
  ]);
});

it('shows the nodes of a plan under the input policy of their graph', () => {
  const graph = parseGraph(`
output_side_packet: p
input_stream_handler: {input_stream_handler: ImmediateInputStreamHandler}
node: {calculator: ConstantSidePacketCalculator, output_side_packet: PACKET:p, options: {packet: {int_value: 1}}}
`);
  const { plan } = checkGraph(graph, { registry: createRegistry([constantSidePacketCalculator]) });
  expect(plan?.config.node).toMatchObject([
    { input_stream_handler: { input_stream_handler: 'ImmediateInputStreamHandler' } },
  ]);
});

it('lets nodes name a handed-over executor that their graph declares', () => {
  const withNode = (declared: string) =>
    parseGraph(`
output_side_packet: p
${declared}
node:
  calculator: ConstantSidePacketCalculator
  output_side_packet: PACKET:p
  options: {packet: {int_value: 1}}
  executor: pool
`);
  const options = { registry: createRegistry([constantSidePacketCalculator]), executors: ['pool'] };
  expect(checkGraph(withNode('executor: {name: pool}'), options).issues).toEqual([]);
  expect(checkGraph(withNode(''), options).issues).toMatchObject([
    {
      rule: 'unknown-executor',
      message: 'The graph declares no executor "pool".',
      hint: 'It is handed over: add "executor: {name: pool}" to the graph.',
    },
  ]);
});
