import { availableParallelism } from 'node:os';
import { builtinCalculators } from '../../src/calculators/index.ts';
import { type Calculator, createWorkerPool, type SharingMode, type WorkerPool } from '../../src/graph/index.ts';
import { type NodeServiceOptions, nodeServiceKeys } from '../node-services.ts';
import { nodeWorker } from './node-worker.ts';
import { workerProgramUrl } from './worker-program-url.ts';
import type { WorkerSettings } from './worker-settings.ts';

/** A module with calculators that are not built in: each worker imports it. */
export interface ExecutorModule {
  /** Absolute, such as `new URL('./my-calculators.js', import.meta.url)`. The module exports `calculators`, a list. */
  readonly url: string | URL;
  /** The same list, imported here: what it does not hold is not moved. */
  readonly calculators: Iterable<Calculator>;
  /** Keys of the services that the module exports as `services`, a record by key. */
  readonly services?: readonly string[];
}

/** What a pool of threads is made of. */
export interface NodeWorkerPoolOptions extends NodeServiceOptions {
  /** Names it in messages. Default `pool`. */
  readonly name?: string;
  /** How many threads at most. Default: as many as the machine has cores. */
  readonly threads?: number | undefined;
  /** How buffers travel. Default `transfer`. */
  readonly memory?: SharingMode | undefined;
  readonly executorModules?: readonly ExecutorModule[] | undefined;
  /** Keys of services that must not be made in the workers, because the graph has its own. */
  readonly without?: ReadonlySet<string> | undefined;
  /** The program of the workers, where a bundler has moved it. Default: that of this package. */
  readonly workerProgram?: URL | undefined;
}

/**
 * A pool of threads, to be handed over to graphs as an executor; several graphs may share it. Threads start when nodes are
 * opened. Close it when no graph needs it any more.
 *
 * @example
 * const pool = createNodeWorkerPool({ threads: 2 });
 * const graph = createNodeGraph(plan, { executors: { pool } });
 */
export function createNodeWorkerPool(options: NodeWorkerPoolOptions = {}): WorkerPool {
  const { executorModules = [], files, inference, media, memory = 'transfer', name = 'pool', without } = options;
  const replaced = new Set(executorModules.flatMap(one => [...one.calculators].map(calculator => calculator.name)));
  const keys = [...nodeServiceKeys.filter(key => without?.has(key) !== true)];
  return createWorkerPool({
    name,
    threads: Math.max(1, options.threads ?? availableParallelism()),
    memory,
    spawn: () => nodeWorker(options.workerProgram ?? workerProgramUrl()),
    settings: {
      modules: executorModules.map(one => String(one.url)),
      services: { files, inference, media },
    } satisfies WorkerSettings,
    calculators: [
      ...builtinCalculators.filter(one => !replaced.has(one.name)),
      ...executorModules.flatMap(one => [...one.calculators]),
    ],
    services: new Set([...keys, ...executorModules.flatMap(one => one.services ?? [])]),
  });
}
