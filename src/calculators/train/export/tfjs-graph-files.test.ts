import { describe, expect, it } from 'vitest';
import { nodeServices } from '../../../../runtime-node/node-services.ts';
import { nodeTrainingBackends } from '../../../../runtime-node/training/node-training-backends.ts';
import { memoryFiles } from '../../../../test/fixtures/training/memory-files.ts';
import type { Tensor } from '../../../graph/index.ts';
import { runCalculator } from '../../../graph/testing/index.ts';
import { inferenceCalculator } from '../../tensor/inference.ts';
import { inferenceService } from '../../tensor/inference-service.ts';
import type { ModelFiles } from '../../tensor/model-files.ts';
import { parseModel } from '../../tensor/parse-model.ts';
import { xoshiro128 } from '../kernels/chance/xoshiro128.ts';
import { buildNetwork } from '../network/build-network.ts';
import type { NetworkSpec } from '../network/network-spec.ts';
import type { TrainedModel } from '../network/trained-model.ts';
import { trainingFilesService } from '../training-files.ts';
import { modelExportCalculator } from './model-export.ts';
import { tfjsGraphFiles } from './tfjs-graph-files.ts';

const services = nodeServices({});
const ROWS = 5;

/** A network with random weights and shifts, as after a training, and its outputs for random rows. */
async function example(spec: NetworkSpec, shape: readonly number[]) {
  const cpu = await nodeTrainingBackends().open('cpu');
  const { network } = buildNetwork(cpu, spec, shape, 1, 'test');
  const { uniform } = xoshiro128(7);
  const weights = network.variables.map(({ name, shape: sizes, trainable }) => ({
    name,
    shape: sizes,
    trainable,
    data: Float32Array.from({ length: sizes.reduce((product, size) => product * size, 1) }, () =>
      name.endsWith('variance') ? 0.5 + uniform() : uniform() - 0.5,
    ),
  }));
  network.write(weights.map(one => one.data));
  const columns = shape.reduce((product, size) => product * size, 1);
  const x = Float32Array.from({ length: ROWS * columns }, () => 2 * uniform() - 1);
  const outputs = (await network.predict({ rows: ROWS, columns, data: x })).map(one => Array.from(one.data));
  network.dispose();
  const model: TrainedModel = { topology: network.topology, weights, step: 0, epoch: 0 };
  return { model, outputs, input: { shape: [ROWS, ...shape], dtype: 'float32', data: x } satisfies Tensor };
}

async function filesOf(model: TrainedModel): Promise<ModelFiles> {
  const files = new Map(tfjsGraphFiles(model));
  const read = (name: string) => Uint8Array.from(files.get(name) ?? []);
  return parseModel({
    name: 'graph_model.json',
    bytes: read('graph_model.json'),
    readSibling: async path => read(path),
  });
}

async function infer(model: ModelFiles, input: Tensor): Promise<readonly Tensor[]> {
  const { outputs } = await runCalculator(inferenceCalculator, {
    services: { [inferenceService.key]: services[inferenceService.key] },
    sidePackets: { MODEL: model },
    inputs: { TENSORS: [[0, [input]]] },
    outputs: ['TENSORS'],
    options: { engine: 'tfjs-cpu' },
  });
  return outputs['TENSORS']?.[0]?.[1] as readonly Tensor[];
}

const networks: Readonly<Record<string, { readonly shape: readonly number[]; readonly spec: NetworkSpec }>> = {
  'dense layers': {
    shape: [6],
    spec: {
      layers: [
        { kind: 'dense', units: 8, activation: 'relu' },
        { kind: 'dropout', rate: 0.5 },
        { kind: 'dense', units: 7, activation: 'tanh', use_bias: false },
        { kind: 'dense', units: 3, activation: 'softmax' },
      ],
    },
  },
  'two heads on one trunk': {
    shape: [4],
    spec: {
      layers: [{ kind: 'dense', units: 5, activation: 'elu' }],
      heads: [
        { name: 'kind', layers: [{ kind: 'dense', units: 3, activation: 'softmax' }] },
        { name: 'amount', layers: [{ kind: 'dense', units: 1, activation: 'softplus' }] },
      ],
    },
  },
  'dense layers along an axis': {
    shape: [3, 4],
    spec: {
      layers: [
        { kind: 'dense', units: 2, activation: 'selu' },
        { kind: 'reshape', target_shape: [2, 3] },
        { kind: 'activation', activation: 'softmax' },
      ],
    },
  },
  'a small network for pictures': {
    shape: [9, 10, 2],
    spec: {
      layers: [
        { kind: 'conv2d', filters: 4, kernel_size: 3, strides: 2, padding: 'same', use_bias: false },
        { kind: 'batch_normalization' },
        { kind: 'activation', activation: 'relu6' },
        { kind: 'depthwise_conv2d', kernel_size: 3, padding: 'same', depth_multiplier: 2, activation: 'relu' },
        { kind: 'batch_normalization', scale: false, center: false },
        { kind: 'conv2d', filters: 5, kernel_size: [2, 1], dilation_rate: 2, activation: 'sigmoid' },
        { kind: 'average_pooling2d', pool_size: 2, strides: 1, padding: 'same' },
        { kind: 'max_pooling2d', pool_size: [1, 2] },
        { kind: 'flatten' },
        { kind: 'dense', units: 3 },
      ],
    },
  },
  'a mean over the picture': {
    shape: [4, 4, 1],
    spec: {
      layers: [
        { kind: 'conv2d', filters: 3, kernel_size: 2, strides: [1, 2] },
        { kind: 'global_average_pooling2d' },
        { kind: 'dense', units: 2, activation: 'sigmoid' },
      ],
    },
  },
};

describe('a tfjs graph model', () => {
  it.each(Object.entries(networks))('of %s gives the outputs of the network', async (_name, { spec, shape }) => {
    const { model, outputs, input } = await example(spec, shape);
    const found = await infer(await filesOf(model), input);
    expect(found.map(one => one.data.length)).toEqual(outputs.map(one => one.length));
    found.forEach((one, i) => {
      expect(one.shape[0]).toBe(ROWS);
      one.data.forEach((value, k) => {
        expect(Math.abs(value - (outputs[i]?.[k] ?? Number.NaN))).toBeLessThan(1e-6);
      });
    });
  });

  it('is written beside the layers by the export, the same bytes for the same model', async () => {
    const { model } = await example({ layers: [{ kind: 'dense', units: 2 }] }, [3]);
    const files = memoryFiles();
    await runCalculator(modelExportCalculator, {
      services: { [trainingFilesService.key]: files },
      inputs: { MODEL: [[0, model]] },
      options: { path: 'out', formats: ['tfjs_layers', 'tfjs_graph'] },
    });
    for (const [name, bytes] of tfjsGraphFiles(model)) expect(files.files.get(`out/${name}`)).toEqual(bytes);
    expect(await files.list('out')).toContain('model.json');
    expect(files.text('out/graph_model.json')).toContain('"format":"graph-model"');
  });

  it('names the layer that it cannot write, and the variable that is missing', async () => {
    const recurrent = await example({ layers: [{ kind: 'lstm', units: 2 }] }, [3, 2]);
    expect(() => tfjsGraphFiles(recurrent.model)).toThrow(
      'tfjs_graph: layer "output": layers of the kind LSTM cannot be exported. Leave tfjs_graph out of the formats, or use another layer.',
    );
    const { model } = await example({ layers: [{ kind: 'dense', units: 2, activation: 'softsign' }] }, [3]);
    expect(() => tfjsGraphFiles(model)).toThrow('layer "output": the activation softsign cannot be exported');
    expect(() => tfjsGraphFiles({ ...model, weights: model.weights.slice(1) })).toThrow(
      'layer "output" has no kernel. Export the model again.',
    );
  });
});
