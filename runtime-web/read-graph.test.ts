import { expect, it } from 'vitest';
import { toList } from '../src/graph/index.ts';
import { readGraph } from './read-graph.ts';

const text = `
graph_options: {size: 3}
input_stream: in
output_stream: out
node: {calculator: PacketThinnerCalculator, input_stream: in, output_stream: out, option_value: period:options/size}
`;

it('reads a text with the options that the page sets', async () => {
  const sizes = async (graphOptions?: Readonly<Record<string, unknown>>) => {
    const { config } = await readGraph(text, { graphOptions });
    return toList(config.node).map(node => node.options?.['period']);
  };
  expect(await sizes()).toEqual([3]);
  expect(await sizes({ size: 5 })).toEqual([5]);
  await expect(sizes({ siz: 5 })).rejects.toThrow('<graph>: the graph has no option "siz". Did you mean "size"?');
});

it('says that the options of a compiled graph are settled', async () => {
  const { config } = await readGraph(text, {});
  await expect(readGraph({ millrace: 1, config }, { graphOptions: { size: 5 } })).rejects.toThrow(
    'graphOptions: the options of a graph that was compiled or planned are settled.',
  );
});
