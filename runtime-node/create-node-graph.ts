import { inferenceService } from '../src/calculators/tensor/index.ts';
import { createGraph, type Graph, type GraphOptions, type GraphPlan } from '../src/graph/index.ts';
import { type NodeInferenceOptions, nodeInferenceService } from './engines/node-inference-service.ts';

/** What Node gives a graph beyond {@link GraphOptions}. */
export interface NodeGraphOptions extends GraphOptions {
  /** What models the graph may read, and how. Default: files below the working folder, and `model:NAME`. */
  readonly inference?: NodeInferenceOptions;
}

/**
 * A graph with the services of Node: inference engines and models, and the others made on demand (image kernels). A
 * service given in `services` takes the place of the one made here.
 *
 * @example
 * const graph = createNodeGraph(await loadGraphFile('graphs/hand.yaml', { registry }));
 */
export function createNodeGraph(plan: GraphPlan, options: NodeGraphOptions = {}): Graph {
  const { inference, services, ...rest } = options;
  const own = { [inferenceService.key]: nodeInferenceService(inference) };
  return createGraph(plan, { ...rest, services: { ...own, ...services } });
}
