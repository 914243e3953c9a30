import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeGraph, type NodeGraphOptions } from '../../../runtime-node/create-node-graph.ts';
import { createNodeWorkerPool } from '../../../runtime-node/executor/node-worker-pool.ts';
import { bundleWorker } from '../../../scripts/bundle-worker.mjs';
import { builtinCalculators } from '../../../src/calculators/index.ts';
import {
  createRegistry,
  type Graph,
  MillraceError,
  NodeError,
  parseGraph,
  planGraph,
} from '../../../src/graph/index.ts';
import { calculators } from '../../fixtures/executor/thread-calculators.ts';

const registry = createRegistry(builtinCalculators).with(calculators);
let given: Pick<NodeGraphOptions, 'workerProgram' | 'executorModules'>;

beforeAll(async () => {
  const { program, modules } = await bundleWorker('node-pool', ['test/fixtures/executor/thread-calculators.ts']);
  given = { workerProgram: program, executorModules: [{ url: modules[0] ?? '', calculators }] };
});

/** A graph on two threads; `node` is what stands between `in` and `out`. */
function graphOf(
  node: string,
  options: NodeGraphOptions = given,
  executor = 'type: WorkerPoolExecutor, options: {num_threads: 2}',
): Graph {
  const text = `
input_stream: in
output_stream: out
executor: [{name: pool, ${executor}}]
node: {calculator: ${node}, input_stream: in, output_stream: out, executor: pool}
`;
  return createNodeGraph(planGraph(parseGraph(text, { file: 'pool.yaml' }), { registry }), options);
}

async function run(graph: Graph, values: readonly unknown[]): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  const stop = graph.observe('out', packet => {
    seen.push(packet.value);
  });
  graph.start();
  for (const [i, value] of values.entries()) await graph.add('in', value, i);
  graph.closeAllInputs();
  await graph.done().finally(stop);
  return seen;
}

describe('a pool of threads', () => {
  it('runs a node elsewhere, again and again', async () => {
    const graph = graphOf('ThreadIdCalculator');
    for (const _ of [1, 2]) {
      const ids = await run(graph, [1, 2, 3]);
      expect(new Set(ids).size).toBe(1);
      expect(ids[0]).toBeGreaterThan(0);
      expect(graph.stats().moved).toEqual(['ThreadIdCalculator']);
      expect(graph.stats().live).toBe(0);
    }
  });

  it('serves a large number of packets in order, and shares memory where it is told to', async () => {
    const values = Array.from({ length: 2000 }, (_, i) => ({ n: i }));
    expect(await run(graphOf('PassThroughCalculator'), values)).toEqual(values);
    const shared = graphOf('PassThroughCalculator', given, 'type: WorkerPoolExecutor, options: {memory: shared}');
    expect(await run(shared, values)).toEqual(values);
  });

  it.each([
    ['throws outside of a call', 'throw', /has ended in the middle: thrown from a timer\./],
    ['exits', 'exit', /has ended in the middle: its thread has exited with code 3\./],
  ])('fails the run when a thread %s', async (_, how, message) => {
    const graph = graphOf('DyingCalculator');
    const error: unknown = await run(graph, ['fine', how, 'late']).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NodeError);
    expect(error).toMatchObject({ code: 'UNAVAILABLE', node: 'DyingCalculator', phase: 'process' });
    expect((error as MillraceError).message).toMatch(message);
    expect(graph.stats().live).toBe(0);
    expect(await run(graph, ['fine'])).toEqual(['fine']);
  });

  it('brings errors back with class, message and stack', async () => {
    const error = (await run(graphOf('DyingCalculator'), ['error']).catch((thrown: unknown) => thrown)) as NodeError;
    expect(error.message).toBe(
      'node "DyingCalculator" (DyingCalculator) process at 0: value: is "error". Send another.',
    );
    expect(error).toMatchObject({ code: 'OUT_OF_RANGE', timestamp: 0 });
    expect(error.cause).toBeInstanceOf(MillraceError);
    expect((error.cause as Error).stack).toMatch(/worker-node-pool/);
  });

  it('says why a thread does not start', async () => {
    const module = new URL('data:text/javascript,throw new TypeError("broken module")');
    const broken = graphOf('ThreadIdCalculator', { ...given, executorModules: [{ url: module, calculators }] });
    await expect(run(broken, [1])).rejects.toThrow(
      'worker 0 of executor "pool": did not start: broken module. Correct the modules that the worker loads.',
    );
    const empty = new URL('data:text/javascript,export const nothing = 1');
    const without = graphOf('ThreadIdCalculator', { ...given, executorModules: [{ url: empty, calculators }] });
    await expect(run(without, [1])).rejects.toThrow('exports no list "calculators". Export the calculators.');
    const { workerProgram: _program, ...fromSources } = given;
    await expect(run(graphOf('ThreadIdCalculator', fromSources), [1])).rejects.toThrow('worker program: does not lie');
  });

  it('refuses a calculator that the threads do not have when the graph is made', () => {
    expect(() => graphOf('ThreadIdCalculator', { workerProgram: given.workerProgram as URL })).toThrow(
      'node "ThreadIdCalculator": executor "pool" cannot run ThreadIdCalculator: its workers have no ThreadIdCalculator',
    );
  });
});

describe('a pool that graphs share', () => {
  const pools: ReturnType<typeof createNodeWorkerPool>[] = [];
  afterAll(() => {
    for (const pool of pools) pool.close();
  });

  it('keeps its threads from run to run', async () => {
    const pool = createNodeWorkerPool({ ...given, threads: 1 });
    pools.push(pool);
    const text =
      'input_stream: in\noutput_stream: out\nnode: {calculator: ThreadIdCalculator, input_stream: in, output_stream: out}';
    const plan = planGraph(parseGraph(text, { file: 'shared.yaml' }), { registry });
    const ids = [];
    for (const _ of [1, 2, 3]) ids.push(...(await run(createNodeGraph(plan, { executors: { '': pool } }), [1])));
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toBeGreaterThan(0);
    expect(pool.workers).toBe(1);
    expect(pool.load).toBe(0);
  });
});
