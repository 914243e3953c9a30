import { createImageKernels, imageKernelsService } from '../src/calculators/image/index.ts';
import { filesService, mediaService } from '../src/calculators/io/index.ts';
import { inferenceService } from '../src/calculators/tensor/index.ts';
import { createGraph, type Graph, type GraphOptions, type GraphPlan } from '../src/graph/index.ts';
import { type NodeInferenceOptions, nodeInferenceService } from './engines/node-inference-service.ts';
import { createFileAccess, type FileAccessOptions } from './file-access.ts';
import { type NodeMediaOptions, nodeMediaService } from './media/node-media-service.ts';
import { nodeFilesService } from './node-files-service.ts';

/** What Node gives a graph beyond {@link GraphOptions}. */
export interface NodeGraphOptions extends GraphOptions {
  /** Which files the graph may read and write. Default: all that the process may; give `roots` for a graph of others. */
  readonly files?: FileAccessOptions;
  /** How models are fetched and kept. */
  readonly inference?: Omit<NodeInferenceOptions, 'files'>;
  /** How videos are decoded and encoded. */
  readonly media?: Pick<NodeMediaOptions, 'codecs' | 'ffmpeg'>;
}

/**
 * A graph with the services of Node: inference engines and models, media and other files, image kernels whose pool the media
 * service shares. Made as far as the plan asks for them. A service given in `services` takes the place of the one made
 * here.
 *
 * @example
 * const graph = createNodeGraph(await loadGraphFile('graphs/hand.yaml', { registry }));
 */
export function createNodeGraph(plan: GraphPlan, options: NodeGraphOptions = {}): Graph {
  const { files, inference, media, services: given = {}, ...rest } = options;
  const wanted = new Set(
    plan.nodes.flatMap(node =>
      Object.values(node.calculator.services).map(one => ('service' in one ? one.service.key : one.key)),
    ),
  );
  const services: Record<string, unknown> = {};
  if (wanted.has(inferenceService.key)) services[inferenceService.key] = nodeInferenceService({ ...inference, files });
  if (wanted.has(imageKernelsService.key)) services[imageKernelsService.key] = createImageKernels();
  if (wanted.has(filesService.key)) services[filesService.key] = nodeFilesService(files);
  Object.assign(services, given);
  if (wanted.has(mediaService.key) && given[mediaService.key] === undefined) {
    const access = createFileAccess(files);
    const kernels = services[imageKernelsService.key];
    services[mediaService.key] = nodeMediaService({
      ...media,
      base: files?.base,
      resolvePath: (path, use) => access.locate(path, use),
      ...(isKernels(kernels) ? { kernels } : {}),
    });
  }
  return createGraph(plan, { ...rest, services });
}

function isKernels(value: unknown): value is NonNullable<NodeMediaOptions['kernels']> {
  return typeof value === 'object' && value !== null && 'allocRgba' in value;
}
