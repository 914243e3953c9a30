import {
  createImageKernels,
  gpuService,
  type ImageKernels,
  imageKernelsService,
} from '../src/calculators/image/index.ts';
import { mediaService } from '../src/calculators/io/index.ts';
import { inferenceService } from '../src/calculators/tensor/index.ts';
import { graphRunnerService, trainingBackendService, trainingFilesService } from '../src/calculators/train/index.ts';
import { filesService, type Graph } from '../src/graph/index.ts';
import type { NodeGpuWish } from './device/find-node-gpu.ts';
import { createNodeGpu, type NodeGpu } from './device/node-gpu.ts';
import { type NodeInferenceOptions, nodeInferenceService } from './engines/node-inference-service.ts';
import { createFileAccess, type FileAccessOptions } from './file-access.ts';
import { limitRun, unlimited } from './limit-run.ts';
import { type NodeMediaOptions, nodeMediaService } from './media/node-media-service.ts';
import { nodeFilesService } from './node-files-service.ts';
import { nodeGraphRunner } from './training/node-graph-runner.ts';
import { nodeTrainingBackends } from './training/node-training-backends.ts';
import { nodeTrainingFiles } from './training/node-training-files.ts';

/** How the services of Node are made. Plain data: the threads of a pool make theirs from it. */
export interface NodeServiceOptions {
  /** Which files the graph may read and write. Default: all that the process may; give `roots` for a graph of others. */
  readonly files?: FileAccessOptions | undefined;
  /** How models are fetched and kept. */
  readonly inference?: Omit<NodeInferenceOptions, 'files' | 'gpu'> | undefined;
  /** How videos are decoded and encoded. */
  readonly media?: Pick<NodeMediaOptions, 'codecs' | 'ffmpeg'> | undefined;
  /** Which GPU `ImageToGpuCalculator` may bring pictures to. Default `auto`: a real one, by the optional package `webgpu`. */
  readonly gpu?: NodeGpuWish | undefined;
  /** Which GPU a training whose backend is `webgpu` may take. Default `auto`: a real one. */
  readonly trainingGpu?: NodeGpuWish | undefined;
  /** How many packets may wait in a graph that the graph runs. Default: any number. What else limits the graph ends it with it. */
  readonly packetsInFlight?: number | undefined;
}

/** The keys of {@link nodeServices}. */
export const nodeServiceKeys: readonly string[] = [
  inferenceService.key,
  imageKernelsService.key,
  gpuService.key,
  filesService.key,
  mediaService.key,
  trainingBackendService.key,
  trainingFilesService.key,
  graphRunnerService.key,
];

/**
 * The services of Node by key: inference engines and models, training, media and other files, image kernels whose pool the media service
 * shares. Each is made when it is first read.
 *
 * @param given - take the place of those made here.
 */
export function nodeServices(
  { files, inference, media, gpu = 'off', trainingGpu, packetsInFlight }: NodeServiceOptions,
  given: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const services: Record<string, unknown> = {};
  let opened: NodeGpu | undefined;
  const theGpu = () => (gpu === 'off' ? undefined : (opened ??= createNodeGpu(gpu)));
  const lazily = (key: string, make: () => unknown) => {
    let made: unknown;
    Object.defineProperty(services, key, { enumerable: true, configurable: true, get: () => (made ??= make()) });
  };
  lazily(inferenceService.key, () => nodeInferenceService({ ...inference, files, gpu: theGpu() }));
  lazily(gpuService.key, () => theGpu());
  lazily(imageKernelsService.key, () => createImageKernels());
  lazily(filesService.key, () => nodeFilesService(files));
  lazily(trainingBackendService.key, () => nodeTrainingBackends({ gpu: trainingGpu }));
  lazily(trainingFilesService.key, () => nodeTrainingFiles(files));
  const watch = (graph: Graph): void => {
    if (packetsInFlight !== undefined) limitRun(graph, { ...unlimited, packetsInFlight });
  };
  lazily(graphRunnerService.key, () => nodeGraphRunner({ files, services, watch }));
  lazily(mediaService.key, () => {
    const kernels = services[imageKernelsService.key];
    return nodeMediaService({
      ...media,
      access: createFileAccess(files),
      ...(isKernels(kernels) ? { kernels } : {}),
    });
  });
  for (const [key, one] of Object.entries(Object.getOwnPropertyDescriptors(given))) {
    // What is given as a getter is made when it is first read, too.
    if (one.get !== undefined || one.value !== undefined) Object.defineProperty(services, key, one);
  }
  return services;
}

function isKernels(value: unknown): value is ImageKernels {
  return typeof value === 'object' && value !== null && 'allocRgba' in value;
}
