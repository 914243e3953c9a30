import { imageToGpuCalculator } from '../src/calculators/image/index.ts';
import {
  createGraph,
  type ExecutorFactory,
  type Graph,
  type GraphOptions,
  type GraphPlan,
  ResourceLimitError,
  untrustedLimits,
} from '../src/graph/index.ts';
import { createNodeWorkerPool, type ExecutorModule } from './executor/node-worker-pool.ts';
import { workerThreads } from './executor/worker-threads.ts';
import { limitRun, type RunLimits, untrustedRunLimits } from './limit-run.ts';
import { type NodeServiceOptions, nodeServices } from './node-services.ts';

/** What Node gives a graph beyond {@link GraphOptions}. */
export interface NodeGraphOptions extends GraphOptions, NodeServiceOptions {
  /** The graph comes from somebody who is not trusted: see {@link UntrustedGraph}. */
  readonly untrusted?: UntrustedGraph | undefined;
  /** Modules with calculators that are not built in, for the threads of a `WorkerPoolExecutor`. */
  readonly executorModules?: readonly ExecutorModule[];
  /** The program of those threads, where a bundler has moved it. Default: that of this package. */
  readonly workerProgram?: URL;
}

/**
 * What a graph may do that the host does not trust. It reads files of its folder, links resolved, by plain relative paths;
 * writes nothing; opens no connection; is as large and runs as long as its limits say. What it may do beyond, the host
 * hands over: files and model addresses in `files.trusted`, objects in `services`.
 */
export interface UntrustedGraph {
  /** The graph's folder. */
  readonly folder: string;
  /** Default: {@link untrustedRunLimits}. */
  readonly limits?: Partial<RunLimits> | undefined;
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
  const { untrusted, executorModules, workerProgram, services: given = {}, ...more } = options;
  const { files, inference, media, gpu = 'auto', trainingGpu, packetsInFlight, ...rest } = more;
  const limits = untrusted === undefined ? undefined : { ...untrustedRunLimits, ...untrusted.limits };
  // Without a calculator that goes there nothing is looked for.
  const goes = plan.nodes.some(node => node.calculator === imageToGpuCalculator);
  const own = {
    ...(untrusted === undefined ? { files, inference, media } : confine(plan, untrusted, { files, inference, media })),
    gpu: goes && untrusted === undefined ? gpu : ('off' as const),
    trainingGpu: untrusted === undefined ? (trainingGpu ?? gpu) : ('off' as const),
    packetsInFlight: limits?.packetsInFlight ?? packetsInFlight,
  };
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
  const graph = createGraph(plan, {
    ...rest,
    services: nodeServices(own, given),
    executorTypes: { WorkerPoolExecutor: workerPool, ...rest.executorTypes },
  });
  if (limits !== undefined) limitRun(graph, limits);
  return graph;
}

/** @throws ResourceLimitError for a plan that was made without the limits of untrusted graphs and exceeds them. */
function confine(
  { nodes }: GraphPlan,
  { folder }: UntrustedGraph,
  { files, inference, media }: NodeServiceOptions,
): NodeServiceOptions {
  const edges = nodes.reduce((sum, node) => sum + node.inputs.length + node.inputSidePackets.length, 0);
  const counts = { nodes: nodes.length, edges };
  for (const limit of ['nodes', 'edges'] as const) {
    if (counts[limit] <= untrustedLimits[limit]) continue;
    const fact = `it has ${counts[limit]} ${limit}; ${untrustedLimits[limit]} are the limit of an untrusted one`;
    throw new ResourceLimitError(limit, `graph: ${fact}. Split it.`);
  }
  const confined = { base: folder, roots: [folder], isPortable: true, isReadOnly: true, trusted: files?.trusted };
  return { files: confined, inference: { ...inference, allowUnverifiedUrls: false }, media };
}
