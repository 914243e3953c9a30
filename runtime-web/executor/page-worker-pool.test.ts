import { expect, it } from 'vitest';
import { coreCalculators } from '../../src/calculators/core/index.ts';
import { createGraph, createRegistry, parseGraph, planGraph, serveExecutor } from '../../src/graph/index.ts';
import type { WorkerLike } from './page-worker.ts';
import { createPageWorkerPool, pageExecutorTypes } from './page-worker-pool.ts';

const registry = createRegistry(coreCalculators);
const plan = (executor: string) =>
  planGraph(
    parseGraph(
      `
input_stream: in
output_stream: out
executor: {${executor}}
node: {calculator: PassThroughCalculator, input_stream: in, output_stream: out}
`,
      { file: 'page.yaml' },
    ),
    { registry },
  );

/** The parts of a `Worker` that a pool uses, with a worker's program on the same thread behind them. */
function fakeWorker(): WorkerLike & { fail(message: string): void; terminated: number } {
  const listeners: Record<string, ((event: object) => void)[]> = {};
  const fire = (type: string, event: object) => {
    for (const one of listeners[type] ?? []) one(event);
  };
  let toWorker: (message: unknown) => void = () => undefined;
  const self = {
    terminated: 0,
    postMessage: (message: unknown, transfer: Transferable[]) => {
      const data: unknown = structuredClone(message, { transfer });
      setImmediate(() => toWorker(data));
    },
    addEventListener: (type: string, listener: (event: object) => void) => {
      (listeners[type] ??= []).push(listener);
    },
    terminate: () => {
      self.terminated += 1;
    },
    fail: (message: string) => fire('error', { message, preventDefault: () => undefined }),
  };
  serveExecutor(
    {
      post: message => {
        const data: unknown = structuredClone(message);
        setImmediate(() => fire('message', { data }));
      },
      receive: handler => {
        toWorker = handler;
      },
    },
    () => ({ calculators: coreCalculators, services: {} }),
  );
  return self as unknown as ReturnType<typeof fakeWorker>;
}

async function run(graph: ReturnType<typeof createGraph>): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  graph.observe('out', packet => {
    seen.push(packet.value);
  });
  graph.start();
  for (const value of [1, 'a', { n: [2] }])
    await graph.add('in', value, seen.length + Number(graph.stats().streams[0]?.sent));
  graph.closeAllInputs();
  await graph.done();
  return seen;
}

it('runs nodes in the workers of a page, as its executor or by the type in the graph file', async () => {
  const workers: ReturnType<typeof fakeWorker>[] = [];
  const worker = () => {
    const one = fakeWorker();
    workers.push(one);
    return one;
  };
  const pool = createPageWorkerPool({ worker, calculators: coreCalculators, threads: 1, memory: 'shared' });
  const handed = createGraph(plan('name: ""'), { executors: { '': pool } });
  expect(await run(handed)).toEqual([1, 'a', { n: [2] }]);
  expect(handed.stats().moved).toEqual(['PassThroughCalculator']);
  expect(workers.map(one => one.terminated)).toEqual([0]);
  pool.close();
  expect(workers.map(one => one.terminated)).toEqual([1]);

  const typed = createGraph(plan('type: WorkerPoolExecutor, options: {num_threads: 1}'), {
    executorTypes: pageExecutorTypes({ worker, calculators: coreCalculators }),
  });
  expect(await run(typed)).toEqual([1, 'a', { n: [2] }]);
  expect(workers.map(one => one.terminated)).toEqual([1, 1]);
});

it('fails the run when a worker fails', async () => {
  const broken = fakeWorker();
  const worker = () => {
    setImmediate(() => broken.fail(''));
    return broken;
  };
  const pool = createPageWorkerPool({ worker, calculators: coreCalculators, threads: 1 });
  const graph = createGraph(plan('name: ""'), { executors: { '': pool } });
  graph.start();
  await expect(graph.done()).rejects.toThrow(
    'worker 0 of executor "pool": did not start: its module could not be loaded. Correct the modules',
  );
  expect(broken.terminated).toBe(1);
});
