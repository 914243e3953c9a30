import {
  createGraph,
  type ExecutorFactory,
  type Graph,
  type GraphOptions,
  type GraphPlan,
} from '../src/graph/index.ts';
import { createNodeWorkerPool, type ExecutorModule } from './executor/node-worker-pool.ts';
import { workerThreads } from './executor/worker-threads.ts';
import { type NodeServiceOptions, nodeServices } from './node-services.ts';

/** What Node gives a graph beyond {@link GraphOptions}. */
export interface NodeGraphOptions extends GraphOptions, NodeServiceOptions {
  /** Modules with calculators that are not built in, for the threads of a `WorkerPoolExecutor`. */
  readonly executorModules?: readonly ExecutorModule[];
  /** The program of those threads, where a bundler has moved it. Default: that of this package. */
  readonly workerProgram?: URL;
}

/**
 * A graph with the services of Node: inference engines and models, media and other files, image kernels whose pool the media
 * service shares. Made as far as the plan asks for them. A service given in `services` takes the place of the one made
 * here. Executors of type `WorkerPoolExecutor` are pools of threads, which make such services for themselves.
 *
 * @example
 * const graph = createNodeGraph(await loadGraphFile('graphs/hand.yaml', { registry }));
 */
export function createNodeGraph(plan: GraphPlan, options: NodeGraphOptions = {}): Graph {
  const { files, inference, media, executorModules, workerProgram, services: given = {}, ...rest } = options;
  const own = { files, inference, media };
  const workerPool: ExecutorFactory = ({ name, options: settings }) =>
    createNodeWorkerPool({
      ...own,
      name: name === '' ? 'default' : name,
      threads: workerThreads(settings['num_threads'], plan.nodes.length),
      memory: settings['memory'] === 'shared' ? 'shared' : 'transfer',
      executorModules,
      workerProgram,
      without: new Set(Object.keys(given)),
    });
  return createGraph(plan, {
    ...rest,
    services: nodeServices(own, given),
    executorTypes: { WorkerPoolExecutor: workerPool, ...rest.executorTypes },
  });
}
