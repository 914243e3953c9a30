import { expect, it } from 'vitest';
import { defineCalculator, option, optionsFingerprint, planGraph, toList } from '../src/graph/index.ts';
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

it('uses the checks of options that a compiled graph brings', async () => {
  const own = defineCalculator({
    name: 'OwnCalculator',
    summary: 'Has an option.',
    options: { size: option.integer({ description: 'How large', maximum: 9 }) },
    open: () => ({ process: () => undefined }),
  });
  const config = { node: { name: 'own', calculator: 'OwnCalculator', options: { size: 5 } } };
  // Stricter than the schema, to be told from it.
  const check = () => [['/size', '#/properties/size/maximum']] as const;
  const options = { OwnCalculator: { made: optionsFingerprint(own.options), check } };
  const { registry } = await readGraph({ millrace: 1, config, calculators: [own], options }, {});
  expect(() => planGraph(config, { registry })).toThrow('node "own": The option "size" is 5. It must be <= 9.');
});
