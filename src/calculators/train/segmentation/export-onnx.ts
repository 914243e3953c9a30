import { ProtobufWriter } from '../export/protobuf-writer.ts';
import { toFloat16 } from '../kernels/segmentation/float16.ts';
import type { FoldedLayer } from '../kernels/segmentation/fold-weights.ts';
import type { Layer, Network } from '../kernels/segmentation/network.ts';

// Field numbers and enumerations are those of onnx.proto3 (ONNX IR version 8, operator set 17).
const FLOAT = 1;
const FLOAT16 = 10;

type Attribute = number | readonly number[] | string;

function attribute(name: string, value: Attribute): ProtobufWriter {
  const message = new ProtobufWriter().bytes(1, name);
  if (typeof value === 'number') return message.integer(3, value).integer(20, 2);
  if (typeof value === 'string') return message.bytes(4, value).integer(20, 3);
  for (const one of value) message.integer(8, one);
  return message.integer(20, 7);
}

function tensor(name: string, shape: readonly number[], type: number, raw: Uint8Array): ProtobufWriter {
  const message = new ProtobufWriter();
  for (const size of shape) message.integer(1, size);
  return message.integer(2, type).bytes(8, name).bytes(9, raw);
}

function valueInfo(name: string, shape: readonly number[]): ProtobufWriter {
  const dimensions = new ProtobufWriter();
  for (const size of shape) dimensions.bytes(1, new ProtobufWriter().integer(1, size));
  const type = new ProtobufWriter().integer(1, FLOAT).bytes(2, dimensions);
  return new ProtobufWriter().bytes(1, name).bytes(2, new ProtobufWriter().bytes(1, type));
}

/**
 * Writes the network as ONNX for one input size: input `image` [1, H, W, 3], output [1, H, W, 2], channels first
 * inside. Filters are stored as float16 and cast once, when the session folds constants; arithmetic is float32.
 */
export function exportOnnx(
  network: Network,
  layers: ReadonlyMap<string, FoldedLayer>,
  size: { readonly width: number; readonly height: number },
): Uint8Array {
  const graph = new ProtobufWriter();
  const initializers: ProtobufWriter[] = [];
  const node = (
    op: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): void => {
    const message = new ProtobufWriter();
    for (const input of inputs) message.bytes(1, input);
    message.bytes(2, output).bytes(3, output).bytes(4, op);
    for (const [name, value] of Object.entries(attributes)) message.bytes(5, attribute(name, value));
    graph.bytes(1, message);
  };
  const constant = (name: string, shape: readonly number[], data: Float32Array): string => {
    initializers.push(tensor(`${name}/half`, shape, FLOAT16, new Uint8Array(toFloat16(data).buffer)));
    node('Cast', [`${name}/half`], name, { to: FLOAT });
    return name;
  };

  const convolve = (layer: Extract<Layer, { kind: 'conv' | 'depthwise' }>, input: string): void => {
    const folded = layers.get(layer.id);
    if (folded === undefined)
      throw new Error(`export: layer "${layer.id}" has no weights. Fold those of this network.`);
    const { kernel: k, channels } = layer;
    const perGroup = layer.kind === 'conv' ? layer.channelsIn : 1;
    const filter = transposeFilter(folded.filter, k, perGroup, channels);
    const out = layer.activation === 'linear' ? layer.id : `${layer.id}/conv`;
    node(
      'Conv',
      [
        input,
        constant(`${layer.id}/filter`, [channels, perGroup, k, k], filter),
        constant(`${layer.id}/bias`, [channels], folded.bias),
      ],
      out,
      {
        auto_pad: 'SAME_UPPER',
        group: layer.kind === 'conv' ? 1 : channels,
        kernel_shape: [k, k],
        strides: [layer.stride, layer.stride],
      },
    );
    if (layer.activation === 'relu') node('Relu', [out], layer.id);
    if (layer.activation === 'sigmoid') node('Sigmoid', [out], layer.id);
    if (layer.activation === 'hswish') node('HardSwish', [out], layer.id);
  };

  initializers.push(tensor('double', [4], FLOAT, new Uint8Array(Float32Array.of(1, 1, 2, 2).buffer)));
  node('Transpose', ['image'], 'image/channels_first', { perm: [0, 3, 1, 2] });
  const source = (name: string): string => (name === 'image' ? 'image/channels_first' : name);
  for (const layer of network.layers) {
    const inputs = layer.inputs.map(source);
    const [input = ''] = inputs;
    switch (layer.kind) {
      case 'conv':
      case 'depthwise':
        convolve(layer, input);
        break;
      case 'pool':
        node('GlobalAveragePool', inputs, layer.id);
        break;
      case 'add':
        node('Add', inputs, layer.id);
        break;
      case 'multiply':
        node('Mul', inputs, layer.id);
        break;
      case 'upsample':
        node('Resize', [input, '', 'double'], layer.id, {
          mode: 'linear',
          coordinate_transformation_mode: 'half_pixel',
        });
        break;
      case 'depth-to-space':
        node('DepthToSpace', inputs, `${layer.id}/channels_first`, { blocksize: 2, mode: 'DCR' });
        node('Transpose', [`${layer.id}/channels_first`], layer.id, { perm: [0, 2, 3, 1] });
        break;
    }
  }
  graph.bytes(2, 'segmentation');
  for (const one of initializers) graph.bytes(5, one);
  graph.bytes(11, valueInfo('image', [1, size.height, size.width, 3]));
  graph.bytes(12, valueInfo(network.output, [1, size.height, size.width, 2]));
  return new ProtobufWriter()
    .integer(1, 8)
    .bytes(2, 'millrace graphs/background/train.yaml')
    .bytes(7, graph)
    .bytes(8, new ProtobufWriter().bytes(1, '').integer(2, 17))
    .finish();
}

/** `[k, k, in, out]` (depthwise `[k, k, out, 1]`) to `[out, in per group, k, k]`. */
function transposeFilter(filter: Float32Array, k: number, perGroup: number, channels: number): Float32Array {
  const out = new Float32Array(filter.length);
  for (let tap = 0; tap < k * k; tap++) {
    for (let i = 0; i < perGroup; i++) {
      for (let o = 0; o < channels; o++)
        out[(o * perGroup + i) * k * k + tap] = filter[(tap * perGroup + i) * channels + o] ?? 0;
    }
  }
  return out;
}
