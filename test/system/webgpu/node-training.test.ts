import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeGraph } from '../../../runtime-node/create-node-graph.ts';
import type { NodeGpuFound } from '../../../runtime-node/device/find-node-gpu.ts';
import { nodeTrainingBackends } from '../../../runtime-node/training/node-training-backends.ts';
import {
  type TrainingBackend,
  type TrainingBackends,
  trainingBackendService,
  trainingFilesService,
} from '../../../src/calculators/train/index.ts';
import { findSoftwareGpu, hasSoftwareGpu, realGpu, whyNoSoftwareGpu } from '../../fixtures/gpu/node-gpus.ts';
import { distance, measureNetwork, networkCases } from '../../fixtures/training/measure-network.ts';
import { type MemoryFiles, memoryFiles } from '../../fixtures/training/memory-files.ts';
import { people, smallTrainingPlan } from '../../fixtures/training/small-training.ts';

const none: NodeGpuFound = { unused: true, reason: 'the adapter (test) computes on the CPU' };

describe('without a GPU', () => {
  it('a training that asks for one says so, whatever the reason', async () => {
    const missing = nodeTrainingBackends({ find: () => Promise.resolve(none) });
    const message =
      'training backend webgpu: no GPU is used: the adapter (test) computes on the CPU. Set backend to wasm';
    await expect(missing.open('webgpu')).rejects.toThrow(message);
    // Looked for again: a device may come.
    await expect(missing.open('webgpu')).rejects.toThrow(message);
    const graph = createNodeGraph(smallTrainingPlan({ backend: 'webgpu' }), {
      gpu: 'off',
      services: { [trainingFilesService.key]: memoryFiles({ 'people.csv': people }) },
    });
    await expect(graph.run()).rejects.toThrow('no GPU is used: the program asks for none (gpu: off)');
  });
});

describe.skipIf(!hasSoftwareGpu)(`training on WebGPU in Node${whyNoSoftwareGpu}`, () => {
  // Programs are compiled for minutes there: one of each kind of layer.
  const slow = /elu|selu|sigmoid|tanh|softplus|swish|gru/;
  trainsAsTheCpuDoes({ find: findSoftwareGpu, cases: networkCases.filter(({ name }) => !slow.test(name)) });
});

const skipped = realGpu.adapter === undefined ? ` (skipped: ${realGpu.reason})` : '';
describe.skipIf(realGpu.adapter === undefined)(`training on a real GPU in Node${skipped}`, () => {
  trainsAsTheCpuDoes({ find: () => Promise.resolve(realGpu), cases: networkCases });
});

interface Suite {
  readonly find: () => Promise<NodeGpuFound>;
  readonly cases: typeof networkCases;
}

function trainsAsTheCpuDoes({ find, cases }: Suite): void {
  let [cpu, gpu]: (TrainingBackend | undefined)[] = [];
  const opened = (backend: TrainingBackend | undefined): TrainingBackend => {
    if (backend === undefined) throw new Error('the backend is not open');
    return backend;
  };
  beforeAll(async () => {
    const backends = nodeTrainingBackends({ find });
    [cpu, gpu] = [await backends.open('cpu'), await backends.open('webgpu')];
  });
  afterAll(() => {
    expect(opened(gpu).core.memory().numTensors).toBe(0);
  });

  it.each(cases)('gives outputs and gradients of the cpu backend: $name', async network => {
    const [want, got] = [await measureNetwork(opened(cpu), network), await measureNetwork(opened(gpu), network)];
    expect(distance(want, got)).toBeLessThan(1e-4);
    expect(got.leaked).toBe(0);
  });

  it('a graph trains there as it does on the cpu backend, and holds as many tensors after each epoch', async () => {
    const [want, got] = [await train('cpu', opened(cpu)), await train('webgpu', opened(gpu))];
    expect(got.losses).toHaveLength(want.losses.length);
    expect(want.losses.length).toBeGreaterThan(10);
    got.losses.forEach((loss, i) => expect(Math.abs(loss - (want.losses[i] ?? 0))).toBeLessThan(1e-3 * loss));
    expect(new Set(got.tensors).size).toBe(1);
    expect(await got.files.list('out/model')).toContain('model.json');
  });
}

/** Trains a small graph on one backend: the loss of each step, and the tensors after each epoch. */
async function train(name: 'cpu' | 'webgpu', backend: TrainingBackend) {
  const files: MemoryFiles = memoryFiles({ 'people.csv': people });
  const backends: TrainingBackends = { open: () => Promise.resolve(backend) };
  const graph = createNodeGraph(smallTrainingPlan({ backend: name, epochs: 3 }), {
    services: { [trainingBackendService.key]: backends, [trainingFilesService.key]: files },
  });
  const losses: number[] = [];
  const tensors: number[] = [];
  graph.observe('losses', ({ value }) => losses.push((value as { readonly task: number }).task));
  graph.observe('verdict', () => tensors.push(backend.core.memory().numTensors));
  await graph.run();
  expect(graph.stats().live).toBe(0);
  return { losses, tensors, files };
}
