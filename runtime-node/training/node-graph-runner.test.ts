import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { builtinCalculators } from '../../src/calculators/index.ts';
import { createRegistry, type Graph, planGraph } from '../../src/graph/index.ts';
import { createNodeGraph, type NodeGraphOptions } from '../create-node-graph.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-nested-'));
  // Epochs without end, which tell nothing outside.
  await writeFile(
    join(folder, 'endless.yaml'),
    `
output_stream: never
graph_options: {n: 0}
node:
  - calculator: EpochLoopCalculator
    input_stream: EPOCH_END:ended
    input_stream_info: {tag_index: EPOCH_END, back_edge: true}
    output_stream: EPOCH:epoch
    options: {epochs: 1000000000}
  - {calculator: PassThroughCalculator, input_stream: epoch, output_stream: ended}
  - {calculator: GateCalculator, input_stream: epoch, output_stream: never, options: {allow: false}}
`,
  );
});

// One run after the other, while the others wait.
const ROW = `
output_stream: result
node:
  - calculator: SettingsGridCalculator
    output_stream: SETTINGS:settings
    options: {grid: {n: [${Array.from({ length: 30 }, (_, i) => i).join(', ')}]}}
  - calculator: RunGraphCalculator
    input_stream: SETTINGS:settings
    output_stream: RESULT:result
    options: {graph: endless.yaml, results: [never]}
`;

afterAll(() => rm(folder, { recursive: true, force: true }));

function outer(file: string, options: NodeGraphOptions = {}): Graph {
  const config = {
    input_stream: ['settings', 'other'],
    output_stream: 'result',
    node: [
      {
        calculator: 'RunGraphCalculator',
        input_stream: 'SETTINGS:settings',
        output_stream: 'RESULT:result',
        options: { graph: file, results: [file === 'row.yaml' ? 'result' : 'never'] },
      },
    ],
  };
  return createNodeGraph(planGraph(config, { registry: createRegistry(builtinCalculators) }), {
    files: { base: folder },
    ...options,
  });
}

/** Starts the inner graph, and gives it turns. */
async function begin(graph: Graph): Promise<void> {
  graph.start();
  await graph.add('settings', {}, 0);
  for (let i = 0; i < 20; i += 1) await new Promise(setImmediate);
}

it.each<[string, (graph: Graph) => void, object]>([
  ['is cancelled', graph => graph.cancel('by the test'), { code: 'CANCELLED' }],
  ['fails', graph => graph.fail(new Error('full')), { message: 'full' }],
])('a graph ends when the graph that it runs in %s, whatever it sends', async (_, end, error) => {
  const graph = outer('endless.yaml');
  await begin(graph);
  expect(graph.status).toBe('running');
  end(graph);
  await expect(graph.done()).rejects.toMatchObject(error);
  expect(graph.stats().live).toBe(0);
});

it('a graph that an untrusted one runs is under its limits', async () => {
  await writeFile(join(folder, 'row.yaml'), ROW);
  const graph = outer('row.yaml', { untrusted: { folder, limits: { packetsInFlight: 10 } } });
  await begin(graph);
  await expect(graph.done()).rejects.toThrow('packets wait in its queues; 10 are the limit');
  expect(graph.stats().live).toBe(0);
});
