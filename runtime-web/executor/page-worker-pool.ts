import {
  type Calculator,
  createWorkerPool,
  type ExecutorFactory,
  type SharingMode,
  type WorkerPool,
} from '../../src/graph/index.ts';
import { pageWorker, type WorkerLike } from './page-worker.ts';

/** What a pool of a page's workers is made of. */
export interface PageWorkerPoolOptions {
  /** Starts a module worker whose program calls `servePageWorker`. */
  readonly worker: () => WorkerLike;
  /** The calculators that the workers have, the same lists as there: what they do not hold is not moved. */
  readonly calculators: Iterable<Calculator>;
  /** Keys of the services that the workers' program gives. */
  readonly services?: readonly string[];
  /** Names it in messages. Default `pool`. */
  readonly name?: string;
  /** Workers at most. Default: as many as the device has cores. */
  readonly threads?: number;
  /** How buffers travel. `shared` needs a page that is cross-origin isolated; elsewhere they are moved. Default `transfer`. */
  readonly memory?: SharingMode;
}

/**
 * A pool of module workers, to be handed over to graphs as an executor; several graphs may share it. Workers start when nodes
 * are opened. Close it when no graph needs it any more.
 *
 * @example
 * const worker = () => new Worker(new URL('./pool-worker.js', import.meta.url), { type: 'module' });
 * const pool = createPageWorkerPool({ worker, calculators: imageCalculators });
 * const graph = await createGraph(blur, { input, output, executors: { '': pool } });
 */
export function createPageWorkerPool(options: PageWorkerPoolOptions): WorkerPool {
  const { calculators, memory = 'transfer', name = 'pool', services = [], threads, worker } = options;
  return createWorkerPool({
    name,
    threads: Math.max(1, threads ?? navigator.hardwareConcurrency),
    memory: memory === 'shared' && globalThis.crossOriginIsolated ? 'shared' : 'transfer',
    spawn: () => pageWorker(worker()),
    settings: null,
    calculators,
    services: new Set(services),
  });
}

/** What executors of type `WorkerPoolExecutor` in graph files stand for in this page: `executorTypes` of a graph. */
export function pageExecutorTypes(
  options: Omit<PageWorkerPoolOptions, 'name' | 'threads' | 'memory'>,
): Readonly<Record<string, ExecutorFactory>> {
  return {
    WorkerPoolExecutor: ({ name, options: settings }, plan) => {
      const count = settings['num_threads'];
      const isGiven = typeof count === 'number' && count > 0;
      return createPageWorkerPool({
        ...options,
        name: name === '' ? 'default' : name,
        threads: isGiven ? count : Math.min(navigator.hardwareConcurrency, plan.nodes.length),
        memory: settings['memory'] === 'shared' ? 'shared' : 'transfer',
      });
    },
  };
}
