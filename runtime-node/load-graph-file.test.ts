import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { builtinCalculators } from '../src/calculators/index.ts';
import { createRegistry, GraphConfigError, MillraceError } from '../src/graph/index.ts';
import { loadGraphFile } from './load-graph-file.ts';

const registry = createRegistry(builtinCalculators);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-load-'));
});

afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
const load = () => loadGraphFile(join(folder, 'main.yaml'), { registry });
const part = (type: string, node = 'PassThroughCalculator'): string =>
  `type: ${type}\ninput_stream: a\noutput_stream: b\nnode: {calculator: ${node}, input_stream: a, output_stream: b}\n`;
/** A graph with one node of each of some types. */
const main = (types: readonly string[]): string =>
  `input_stream: a\nnode:\n${types.map((type, i) => `  - {calculator: ${type}, input_stream: a, output_stream: b${i}}\n`).join('')}`;

it('looks in the folder for graphs that only a SwitchContainer names, those inside of them too', async () => {
  await write(
    'main.yaml',
    `
input_stream: [a, "choice"]
output_stream: b
node:
  calculator: SwitchContainer
  input_stream: [a, "SELECT:choice"]
  output_stream: b
  options: {contained_node: [{calculator: PassThroughCalculator}, {calculator: Outer}]}
`,
  );
  await write('outer.yaml', part('Outer', 'Inner'));
  await write('inner.yaml', part('Inner'));
  const { nodes } = await load();
  expect(nodes.filter(node => node.calculator.name === 'PassThroughCalculator')).toHaveLength(2);
});

it('draws in 64 graphs and no more, and names the node of the first too many', async () => {
  const types = Array.from({ length: 65 }, (_, i) => `Part${i}`);
  for (const type of types) await write(`${type}.yaml`, part(type));
  await write('main.yaml', main(types.slice(1)));
  expect((await load()).nodes).toHaveLength(64);
  await write('main.yaml', main(types));
  const fault: unknown = await load().catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(GraphConfigError);
  expect((fault as GraphConfigError).issues).toMatchObject([
    {
      rule: 'too-many-files',
      path: 'node[64].calculator',
      position: { line: 67, column: 18 },
      message: expect.stringContaining('draws in more than 64 other graphs, or more than 4 MB of them.'),
    },
  ]);
});

it('looks through 4 MB of graph files and 256 of them', async () => {
  const padding = `# ${'x'.repeat(250_000)}\n`;
  const types = Array.from({ length: 17 }, (_, i) => `Part${i}`);
  for (const type of types.slice(1)) await write(`${type}.yaml`, part(type) + padding);
  await write('main.yaml', main(types.slice(1)));
  expect((await load()).nodes).toHaveLength(16);
  await write('Part0.yaml', part('Part0') + padding);
  const fault: unknown = await load().catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(MillraceError);
  expect(fault).toMatchObject({
    code: 'RESOURCE_EXHAUSTED',
    message: expect.stringContaining('holds more than 4 MB of graph files'),
  });
  for (const type of types) await rm(join(folder, `${type}.yaml`), { force: true });
  for (let i = 0; i < 257; i += 1) await write(`${i}.yaml`, '');
  await expect(load()).rejects.toThrow('holds 257 graph files');
});
