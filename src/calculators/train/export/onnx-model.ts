import type { TrainedModel } from '../network/trained-model.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import {
  layerWeights,
  paddingOf,
  settingPair,
  type TopologyLayer,
  unsupportedLayer,
  windowedShape,
} from './topology-layers.ts';
import { type PoolSettings, translateLayers, type Wire } from './translate-layers.ts';

/** Field numbers and values of ONNX's protocol buffers (onnx.proto3, IR version 8, operators of version 17). */
const FLOAT = 1;
const INT64 = 7;
const AUTO_PAD = { same: 'SAME_UPPER', valid: 'VALID' } as const;
const ATTRIBUTE = { float: 1, int: 2, string: 3, ints: 7 } as const;

type Attribute = number | string | readonly number[];

const activations: Readonly<Record<string, string>> = {
  relu: 'Relu',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  softmax: 'Softmax',
  elu: 'Elu',
  selu: 'Selu',
  softplus: 'Softplus',
};

/**
 * A model as ONNX, so that ONNX Runtime can run it: the batch is free, the input is called `x`, the outputs as in the
 * topology; pictures stay channels last at the border. Layers: dense, conv2d, depthwise_conv2d (multiplier 1), max and average
 * pooling, global average pooling, batch normalisation, dropout (nothing), flatten, reshape, activation.
 *
 * @throws MillraceError that names the first layer that has no translation.
 */
export function onnxModel(model: TrainedModel): Uint8Array {
  const graph = new ProtobufWriter();
  const initializers: ProtobufWriter[] = [];
  const weight = layerWeights(model, 'onnx');
  let helpers = 0;

  const node = (
    op: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string => {
    const one = new ProtobufWriter();
    for (const input of inputs) one.bytes(1, input);
    one.bytes(2, output).bytes(3, output).bytes(4, op);
    for (const [name, value] of Object.entries(attributes)) one.bytes(5, attribute(name, value));
    graph.bytes(1, one);
    return output;
  };
  const constant = (name: string, shape: readonly number[], data: Float32Array): string => {
    initializers.push(tensor(name, shape, FLOAT, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)));
    return name;
  };
  const sizes = (values: readonly number[]): string => {
    const name = `shape_${helpers++}`;
    const data = BigInt64Array.from(values, BigInt);
    initializers.push(tensor(name, [values.length], INT64, new Uint8Array(data.buffer)));
    return name;
  };
  /** Around an operator that wants channels first. */
  const channelsFirst = (layer: TopologyLayer, from: string, run: (input: string) => string): string => {
    const turned = node('Transpose', [from], `${layer.name}/channels_first`, { perm: [0, 3, 1, 2] });
    return node('Transpose', [run(turned)], `${layer.name}/channels_last`, { perm: [0, 2, 3, 1] });
  };
  const activate = (layer: TopologyLayer, from: string): void => {
    const given = layer.config['activation'];
    const kind = typeof given === 'string' ? given : 'linear';
    const op = kind === 'linear' ? 'Identity' : activations[kind];
    if (op === undefined) throw unsupportedLayer('onnx', layer, `the activation ${kind}`);
    node(op, [from], layer.name, op === 'Softmax' ? { axis: -1 } : {});
  };

  const dense = (layer: TopologyLayer, input: Wire): readonly number[] => {
    const kernel = weight(layer, 'kernel');
    constant(`${layer.name}/kernel`, kernel.shape, kernel.data);
    let at = node('MatMul', [input.name, `${layer.name}/kernel`], `${layer.name}/product`);
    if (layer.config['use_bias'] !== false) {
      const bias = weight(layer, 'bias');
      at = node('Add', [at, constant(`${layer.name}/bias`, bias.shape, bias.data)], `${layer.name}/sum`);
    }
    activate(layer, at);
    return [...input.shape.slice(0, -1), kernel.shape[1] ?? 0];
  };

  const pool = (layer: TopologyLayer, input: Wire, { size, strides, padding }: PoolSettings): void => {
    const op = layer.kind === 'MaxPooling2D' ? 'MaxPool' : 'AveragePool';
    const settings = { kernel_shape: size, strides, auto_pad: AUTO_PAD[padding] };
    const out = channelsFirst(layer, input.name, from => node(op, [from], `${layer.name}/pooled`, settings));
    node('Identity', [out], layer.name);
  };

  const normalise = (layer: TopologyLayer, input: Wire): void => {
    const { config } = layer;
    const epsilon = typeof config['epsilon'] === 'number' ? config['epsilon'] : 0.001;
    const [mean, variance] = [weight(layer, 'moving_mean').data, weight(layer, 'moving_variance').data];
    const gamma = config['scale'] === false ? undefined : weight(layer, 'gamma').data;
    const beta = config['center'] === false ? undefined : weight(layer, 'beta').data;
    const scale = variance.map((v, c) => (gamma?.[c] ?? 1) / Math.sqrt(v + epsilon));
    const shift = mean.map((m, c) => (beta?.[c] ?? 0) - m * (scale[c] ?? 0));
    const scaled = node(
      'Mul',
      [input.name, constant(`${layer.name}/scale`, [scale.length], scale)],
      `${layer.name}/scaled`,
    );
    node('Add', [scaled, constant(`${layer.name}/shift`, [shift.length], shift)], layer.name);
  };

  const convolve = (layer: TopologyLayer, input: Wire): readonly number[] => {
    const { config } = layer;
    const depthwise = layer.kind === 'DepthwiseConv2D';
    const kernel = weight(layer, depthwise ? 'depthwise_kernel' : 'kernel');
    const [height = 1, width = 1, channels = 1, last = 1] = kernel.shape;
    if (depthwise && last !== 1) throw unsupportedLayer('onnx', layer, 'a depth multiplier other than 1');
    const filters = depthwise ? channels : last;
    const perGroup = depthwise ? 1 : channels;
    const turned = new Float32Array(kernel.data.length);
    for (let tap = 0; tap < height * width; tap++) {
      for (let i = 0; i < perGroup; i++) {
        for (let o = 0; o < filters; o++) {
          turned[(o * perGroup + i) * height * width + tap] = kernel.data[(tap * perGroup + i) * filters + o] ?? 0;
        }
      }
    }
    const names = [constant(`${layer.name}/kernel`, [filters, perGroup, height, width], turned)];
    if (config['use_bias'] !== false) {
      const bias = weight(layer, 'bias');
      names.push(constant(`${layer.name}/bias`, bias.shape, bias.data));
    }
    const strides = settingPair(config['strides'] ?? 1);
    const dilations = settingPair(config['dilation_rate'] ?? 1);
    const settings = {
      kernel_shape: [height, width],
      strides,
      dilations,
      group: depthwise ? channels : 1,
      auto_pad: AUTO_PAD[paddingOf(config)],
    };
    const out = channelsFirst(layer, input.name, from =>
      node('Conv', [from, ...names], `${layer.name}/conv`, settings),
    );
    activate(layer, out);
    const reach = [height, width].map((size, axis) => (size - 1) * (dilations[axis] ?? 1) + 1);
    return windowedShape(input.shape, reach, strides, paddingOf(config), filters);
  };

  const wires = translateLayers(model, 'onnx', {
    dense,
    convolve,
    normalise,
    pool,
    globalAverage: ({ name }, input) => {
      node('ReduceMean', [input.name], name, { axes: [1, 2], keepdims: 0 });
    },
    reshape: ({ name }, input, shape) => {
      node('Reshape', [input.name, sizes([-1, ...shape])], name);
    },
    activate,
    identity: ({ name }, input) => {
      node('Identity', [input.name], name);
    },
  });
  graph.bytes(2, 'millrace');
  for (const one of initializers) graph.bytes(5, one);
  graph.bytes(11, valueInfo('x', model.topology.inputShape));
  for (const name of model.topology.outputs) graph.bytes(12, valueInfo(name, wires.get(name)?.shape ?? []));
  return new ProtobufWriter()
    .integer(1, 8)
    .bytes(2, 'millrace')
    .bytes(7, graph)
    .bytes(8, new ProtobufWriter().bytes(1, '').integer(2, 17))
    .finish();
}

function attribute(name: string, value: Attribute): ProtobufWriter {
  const one = new ProtobufWriter().bytes(1, name);
  if (typeof value === 'string') return one.bytes(4, value).integer(20, ATTRIBUTE.string);
  if (typeof value === 'number') return one.integer(3, value).integer(20, ATTRIBUTE.int);
  for (const item of value) one.integer(8, item);
  return one.integer(20, ATTRIBUTE.ints);
}

function tensor(name: string, shape: readonly number[], type: number, raw: Uint8Array): ProtobufWriter {
  const one = new ProtobufWriter();
  for (const size of shape) one.integer(1, size);
  return one.integer(2, type).bytes(8, name).bytes(9, raw);
}

function valueInfo(name: string, shape: readonly number[]): ProtobufWriter {
  const sizes = new ProtobufWriter().bytes(1, new ProtobufWriter().bytes(2, 'batch'));
  for (const size of shape) sizes.bytes(1, new ProtobufWriter().integer(1, size));
  const type = new ProtobufWriter().bytes(1, new ProtobufWriter().integer(1, FLOAT).bytes(2, sizes));
  return new ProtobufWriter().bytes(1, name).bytes(2, type);
}
