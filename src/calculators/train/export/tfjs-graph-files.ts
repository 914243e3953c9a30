import { joinBytes } from '../kernels/join-bytes.ts';
import type { TrainedModel } from '../network/trained-model.ts';
import {
  layerWeights,
  paddingOf,
  settingPair,
  type TopologyLayer,
  unsupportedLayer,
  windowedShape,
} from './topology-layers.ts';
import { type PoolSettings, translateLayers, type Wire } from './translate-layers.ts';

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr: Readonly<Record<string, unknown>>;
}

const FORMAT = 'tfjs_graph';
const FLOAT = { type: 'DT_FLOAT' };
const base64 = (text: string): string => btoa(text);
const ints = (...values: readonly number[]): unknown => ({ list: { i: values.map(String) } });

const activations: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  softmax: 'Softmax',
  elu: 'Elu',
  selu: 'Selu',
  softplus: 'Softplus',
};

/**
 * A model as the files of a tfjs graph model, `graph_model.json` and `graph_weights.bin`: operations in place of layers, so that
 * whoever runs it needs no tfjs-layers. The batch is free, the input is called `x`, the outputs as in the topology. Layers: dense,
 * conv2d, depthwise_conv2d, max and average pooling, global average pooling, batch normalisation, dropout (nothing), flatten,
 * reshape, activation. The same model gives the same bytes.
 *
 * @throws MillraceError that names the first layer that has no translation.
 */
export function tfjsGraphFiles(model: TrainedModel): readonly (readonly [name: string, bytes: Uint8Array])[] {
  const weight = layerWeights(model, FORMAT);
  const nodes: GraphNode[] = [];
  const specs: { readonly name: string; readonly shape: readonly number[]; readonly dtype: 'float32' | 'int32' }[] = [];
  const chunks: Uint8Array[] = [];

  const constant = (name: string, shape: readonly number[], data: Float32Array | Int32Array): string => {
    const dtype = data instanceof Float32Array ? 'float32' : 'int32';
    const type = dtype === 'float32' ? 'DT_FLOAT' : 'DT_INT32';
    const tensorShape = { dim: shape.map(size => ({ size: String(size) })) };
    nodes.push({
      name,
      op: 'Const',
      attr: { dtype: { type }, value: { tensor: { dtype: type, tensorShape } } },
    });
    specs.push({ name, shape, dtype });
    chunks.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return name;
  };
  const integers = (name: string, values: readonly number[]): string =>
    constant(name, [values.length], Int32Array.from(values));
  const node = (
    op: string,
    input: readonly string[],
    name: string,
    attr: Readonly<Record<string, unknown>> = {},
  ): string => {
    nodes.push({ name, op, input, attr: { T: FLOAT, ...attr } });
    return name;
  };
  /** `from` through the activation of the layer, under the layer's name. */
  const activate = (layer: TopologyLayer, from: string): void => {
    const given = layer.config['activation'];
    const kind = typeof given === 'string' ? given : 'linear';
    const op = kind === 'linear' ? 'Identity' : activations[kind];
    if (op === undefined) throw unsupportedLayer(FORMAT, layer, `the activation ${kind}`);
    node(op, [from], layer.name);
  };
  const biased = (layer: TopologyLayer, from: string): string => {
    if (layer.config['use_bias'] === false) return from;
    const { shape, data } = weight(layer, 'bias');
    return node('BiasAdd', [from, constant(`${layer.name}/bias`, shape, data)], `${layer.name}/sum`, {
      data_format: { s: base64('NHWC') },
    });
  };
  const reshape = (from: string, name: string, shape: readonly number[]): string =>
    node('Reshape', [from, integers(`${name}/shape`, [-1, ...shape])], name);

  const dense = (layer: TopologyLayer, input: Wire): readonly number[] => {
    const kernel = weight(layer, 'kernel');
    const [width = 1, units = 1] = kernel.shape;
    const before = input.shape.slice(0, -1);
    const isFlat = before.length === 0;
    const rows = isFlat ? input.name : reshape(input.name, `${layer.name}/rows`, [width]);
    const product = node(
      'MatMul',
      [rows, constant(`${layer.name}/kernel`, kernel.shape, kernel.data)],
      `${layer.name}/product`,
      { transpose_a: { b: false }, transpose_b: { b: false } },
    );
    const sum = biased(layer, product);
    activate(layer, isFlat ? sum : reshape(sum, `${layer.name}/sums`, [...before, units]));
    return [...before, units];
  };

  const convolve = (layer: TopologyLayer, input: Wire): readonly number[] => {
    const { config } = layer;
    const isDepthwise = layer.kind === 'DepthwiseConv2D';
    const kernel = weight(layer, isDepthwise ? 'depthwise_kernel' : 'kernel');
    const [height = 1, width = 1, channels = 1, last = 1] = kernel.shape;
    const strides = settingPair(config['strides'] ?? 1);
    const dilations = settingPair(config['dilation_rate'] ?? 1);
    const product = node(
      isDepthwise ? 'DepthwiseConv2dNative' : 'Conv2D',
      [input.name, constant(`${layer.name}/kernel`, kernel.shape, kernel.data)],
      `${layer.name}/product`,
      {
        strides: ints(1, ...strides, 1),
        dilations: ints(1, ...dilations, 1),
        padding: { s: base64(paddingOf(config).toUpperCase()) },
        data_format: { s: base64('NHWC') },
      },
    );
    activate(layer, biased(layer, product));
    const reach = [height, width].map((size, axis) => (size - 1) * (dilations[axis] ?? 1) + 1);
    return windowedShape(input.shape, reach, strides, paddingOf(config), isDepthwise ? channels * last : last);
  };

  const pool = (layer: TopologyLayer, input: Wire, { size, strides, padding }: PoolSettings): void => {
    node(layer.kind === 'MaxPooling2D' ? 'MaxPool' : 'AvgPool', [input.name], layer.name, {
      ksize: ints(1, ...size, 1),
      strides: ints(1, ...strides, 1),
      padding: { s: base64(padding.toUpperCase()) },
      data_format: { s: base64('NHWC') },
    });
  };

  const normalise = (layer: TopologyLayer, input: Wire): void => {
    const { config } = layer;
    const mean = weight(layer, 'moving_mean');
    const fixed = (value: number) => ({ data: new Float32Array(mean.data.length).fill(value) });
    const parts = {
      gamma: config['scale'] === false ? fixed(1) : weight(layer, 'gamma'),
      beta: config['center'] === false ? fixed(0) : weight(layer, 'beta'),
      mean,
      variance: weight(layer, 'moving_variance'),
    };
    const names = Object.entries(parts).map(([name, { data }]) =>
      constant(`${layer.name}/${name}`, [data.length], data),
    );
    const epsilon = typeof config['epsilon'] === 'number' ? config['epsilon'] : 0.001;
    node('FusedBatchNormV3', [input.name, ...names], layer.name, {
      epsilon: { f: epsilon },
      is_training: { b: false },
      data_format: { s: base64('NHWC') },
    });
  };

  const { inputShape, outputs } = model.topology;
  const dim = [-1, ...inputShape].map(size => ({ size: String(size) }));
  nodes.push({ name: 'x', op: 'Placeholder', attr: { dtype: FLOAT, shape: { shape: { dim } } } });
  const wires = translateLayers(model, FORMAT, {
    dense,
    convolve,
    normalise,
    pool,
    globalAverage: ({ name }, input) => {
      node('Mean', [input.name, integers(`${name}/axes`, [1, 2])], name, { keep_dims: { b: false } });
    },
    reshape: ({ name }, input, shape) => {
      reshape(input.name, name, shape);
    },
    activate,
    identity: ({ name }, input) => {
      node('Identity', [input.name], name);
    },
  });
  const border = (name: string, shape: readonly number[]): unknown => ({
    name: `${name}:0`,
    dtype: 'DT_FLOAT',
    tensorShape: { dim: [-1, ...shape].map(size => ({ size: String(size) })) },
  });
  const json = {
    format: 'graph-model',
    generatedBy: 'millrace',
    convertedBy: null,
    modelTopology: { node: nodes, versions: { producer: 1 } },
    signature: {
      inputs: { x: border('x', inputShape) },
      outputs: Object.fromEntries(outputs.map(name => [name, border(name, wires.get(name)?.shape ?? [])])),
    },
    weightsManifest: [{ paths: ['graph_weights.bin'], weights: specs }],
  };
  return [
    ['graph_model.json', new TextEncoder().encode(JSON.stringify(json))],
    ['graph_weights.bin', joinBytes(chunks)],
  ];
}
