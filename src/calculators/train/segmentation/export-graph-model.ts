import type { io } from '@tensorflow/tfjs-core';
import { joinBytes } from '../kernels/join-bytes.ts';
import { toFloat16 } from '../kernels/segmentation/float16.ts';
import type { FoldedLayer } from '../kernels/segmentation/fold-weights.ts';
import type { Activation, Layer, Network } from '../kernels/segmentation/network.ts';

/** The two files of a tfjs GraphModel. */
export interface GraphModelFiles {
  readonly model: io.ModelJSON;
  /** Float16 weights, in the order of the manifest. */
  readonly weights: Uint8Array;
}

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, unknown>>;
}

const FLOAT = { type: 'DT_FLOAT' };
const base64 = (text: string): string => btoa(text);
const ints = (...values: number[]): unknown => ({ list: { i: values.map(String) } });

/** Writes the network as a tfjs GraphModel for one input size, with fused convolutions and float16 weights. */
export function exportGraphModel(
  network: Network,
  layers: ReadonlyMap<string, FoldedLayer>,
  size: { readonly width: number; readonly height: number },
): GraphModelFiles {
  const nodes: GraphNode[] = [];
  const specs: {
    name: string;
    shape: number[];
    dtype: 'float32' | 'int32';
    quantization?: { dtype: 'float16'; original_dtype: 'float32' };
  }[] = [];
  const chunks: Uint8Array[] = [];
  const shapes = new Map<string, readonly [number, number]>([['image', [size.height, size.width]]]);
  const constant = (name: string, shape: number[], data: Float32Array, half = true): string => {
    nodes.push({
      name,
      op: 'Const',
      attr: {
        dtype: FLOAT,
        value: { tensor: { dtype: 'DT_FLOAT', tensorShape: { dim: shape.map(d => ({ size: String(d) })) } } },
      },
    });
    specs.push({
      name,
      shape,
      dtype: 'float32',
      ...(half ? { quantization: { dtype: 'float16', original_dtype: 'float32' } } : {}),
    });
    chunks.push(half ? new Uint8Array(toFloat16(data).buffer) : new Uint8Array(data.buffer));
    return name;
  };
  const integers = (name: string, values: number[]): string => {
    nodes.push({
      name,
      op: 'Const',
      attr: {
        dtype: { type: 'DT_INT32' },
        value: { tensor: { dtype: 'DT_INT32', tensorShape: { dim: [{ size: String(values.length) }] } } },
      },
    });
    specs.push({ name, shape: [values.length], dtype: 'int32' });
    chunks.push(new Uint8Array(Int32Array.from(values).buffer));
    return name;
  };
  const push = (name: string, op: string, input: string[], attr: Record<string, unknown> = {}): void => {
    nodes.push({ name, op, input, attr: { T: FLOAT, ...attr } });
  };
  const activate = (id: string, from: string, activation: Activation): void => {
    if (activation === 'sigmoid') push(id, 'Sigmoid', [from]);
    if (activation === 'hswish') {
      push(`${id}/shifted`, 'AddV2', [from, 'three']);
      push(`${id}/clipped`, 'Relu6', [`${id}/shifted`]);
      push(`${id}/gate`, 'Mul', [`${id}/clipped`, 'sixth']);
      push(id, 'Mul', [from, `${id}/gate`]);
    }
  };
  const convolve = (layer: Extract<Layer, { kind: 'conv' | 'depthwise' }>): void => {
    const folded = layers.get(layer.id);
    if (folded === undefined)
      throw new Error(`export: layer "${layer.id}" has no weights. Fold those of this network.`);
    const shape =
      layer.kind === 'conv'
        ? [layer.kernel, layer.kernel, layer.channelsIn, layer.channels]
        : [layer.kernel, layer.kernel, layer.channels, 1];
    const fused = layer.activation === 'relu' ? ['BiasAdd', 'Relu'] : ['BiasAdd'];
    const plain = layer.activation === 'linear' || layer.activation === 'relu';
    const name = plain ? layer.id : `${layer.id}/conv`;
    push(
      name,
      layer.kind === 'conv' ? '_FusedConv2D' : 'FusedDepthwiseConv2dNative',
      [
        layer.inputs[0],
        constant(`${layer.id}/filter`, shape, folded.filter),
        constant(`${layer.id}/bias`, [layer.channels], folded.bias),
      ],
      {
        strides: ints(1, layer.stride, layer.stride, 1),
        dilations: ints(1, 1, 1, 1),
        padding: { s: base64('SAME') },
        data_format: { s: base64('NHWC') },
        num_args: { i: '1' },
        fused_ops: { list: { s: fused.map(base64) } },
        epsilon: { f: 0 },
      },
    );
    if (!plain) activate(layer.id, name, layer.activation);
    const [h, w] = shapes.get(layer.inputs[0]) ?? [1, 1];
    shapes.set(layer.id, [Math.ceil(h / layer.stride), Math.ceil(w / layer.stride)]);
  };

  nodes.push({
    name: 'image',
    op: 'Placeholder',
    attr: { dtype: FLOAT, shape: { shape: { dim: [1, size.height, size.width, 3].map(d => ({ size: String(d) })) } } },
  });
  // Not halved: a sixth rounded to float16 would bend every hard swish by 0.02 %.
  constant('three', [1], Float32Array.of(3), false);
  constant('sixth', [1], Float32Array.of(1 / 6), false);
  for (const layer of network.layers) {
    const [h, w] = shapes.get(layer.inputs[0]) ?? [1, 1];
    shapes.set(layer.id, [h, w]);
    switch (layer.kind) {
      case 'conv':
      case 'depthwise':
        convolve(layer);
        break;
      case 'pool':
        // One window over the whole picture: tfjs's WASM backend does it four times faster than Mean.
        push(layer.id, 'AvgPool', [layer.inputs[0]], {
          ksize: ints(1, h, w, 1),
          strides: ints(1, h, w, 1),
          padding: { s: base64('VALID') },
          data_format: { s: base64('NHWC') },
        });
        shapes.set(layer.id, [1, 1]);
        break;
      case 'add':
        push(layer.id, 'AddV2', [...layer.inputs]);
        break;
      case 'multiply':
        push(layer.id, 'Mul', [...layer.inputs]);
        break;
      case 'upsample':
        shapes.set(layer.id, [h * 2, w * 2]);
        push(layer.id, 'ResizeBilinear', [layer.inputs[0], integers(`${layer.id}/size`, [h * 2, w * 2])], {
          align_corners: { b: false },
          half_pixel_centers: { b: true },
        });
        break;
      case 'depth-to-space':
        shapes.set(layer.id, [h * 2, w * 2]);
        // As a transposition, which tfjs's WASM backend does ten times faster than its DepthToSpace:
        // [h, w, row, column and channel] -> [h, row, w, column and channel].
        push(`${layer.id}/split`, 'Reshape', [
          layer.inputs[0],
          integers(`${layer.id}/split_shape`, [h, w, 2, layer.channels * 2]),
        ]);
        push(`${layer.id}/woven`, 'Transpose', [`${layer.id}/split`, integers(`${layer.id}/order`, [0, 2, 1, 3])]);
        push(layer.id, 'Reshape', [
          `${layer.id}/woven`,
          integers(`${layer.id}/shape`, [1, h * 2, w * 2, layer.channels]),
        ]);
        break;
    }
  }
  const tensor = (name: string, channels: number): unknown => ({
    name,
    dtype: 'DT_FLOAT',
    tensorShape: { dim: [1, size.height, size.width, channels].map(d => ({ size: String(d) })) },
  });
  return {
    model: {
      format: 'graph-model',
      generatedBy: 'millrace graphs/background/train.yaml',
      modelTopology: { node: nodes, versions: { producer: 1 } },
      signature: {
        inputs: { image: tensor('image:0', 3) },
        outputs: { [network.output]: tensor(`${network.output}:0`, 2) },
      },
      weightsManifest: [{ paths: ['weights.bin'], weights: specs }],
    },
    weights: joinBytes(chunks),
  };
}
