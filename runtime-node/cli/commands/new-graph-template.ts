import type { NewFile, NewName } from './new-file.ts';

/** A graph that passes numbers on and remembers the one before, and its test. */
export function graphTemplate({ kebab, pascal }: NewName): readonly NewFile[] {
  return [
    {
      name: `${kebab}.yaml`,
      text: `# Pairs each value with the one before it.
type: ${pascal}
input_stream: VALUE:value
output_stream: [VALUE:current, PREVIOUS:previous]
node:
  # What runs on every value.
  - calculator: PassThroughCalculator
    input_stream: value
    output_stream: current
  # The back edge: the last value comes around again with the time of the next one.
  - calculator: PreviousLoopbackCalculator
    input_stream: [MAIN:value, LOOP:current]
    input_stream_info: {tag_index: LOOP, back_edge: true}
    output_stream: PREV_LOOP:previous
`,
    },
    {
      name: `${kebab}.test.ts`,
      text: `import { fileURLToPath } from 'node:url';
import { createRegistry } from 'millrace';
import { builtinCalculators } from 'millrace/calculators';
import { createNodeGraph, loadGraphFile } from 'millrace/node';
import { expect, it } from 'vitest';

it('pairs each value with the one before it', async () => {
  const file = fileURLToPath(new URL('./${kebab}.yaml', import.meta.url));
  const graph = createNodeGraph(await loadGraphFile(file, { registry: createRegistry(builtinCalculators) }));
  const previous: unknown[] = [];
  graph.observe('previous', packet => previous.push([packet.timestamp, packet.value]));
  graph.start();
  for (const [time, value] of [[0, 'a'], [10, 'b'], [20, 'c']] as const) await graph.add('value', value, time);
  graph.closeAllInputs();
  await graph.done();
  expect(previous).toEqual([[10, 'a'], [20, 'b']]);
});
`,
    },
  ];
}
