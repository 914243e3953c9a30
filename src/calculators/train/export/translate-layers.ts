import type { TrainedModel } from '../network/trained-model.ts';
import {
  paddingOf,
  settingPair,
  type TopologyLayer,
  topologyLayers,
  unsupportedLayer,
  windowedShape,
} from './topology-layers.ts';

/** A tensor on its way through the graph: its name and its sizes without the batch, channels last. */
export interface Wire {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A window of pooling. */
export interface PoolSettings {
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: 'same' | 'valid';
}

/** How a format writes layers: each method writes a tensor of the layer's name. Those with weights tell its sizes as well. */
export interface LayerWriter {
  dense(layer: TopologyLayer, input: Wire): readonly number[];
  /** Conv2D and DepthwiseConv2D. */
  convolve(layer: TopologyLayer, input: Wire): readonly number[];
  normalise(layer: TopologyLayer, input: Wire): void;
  /** MaxPooling2D and AveragePooling2D. */
  pool(layer: TopologyLayer, input: Wire, settings: PoolSettings): void;
  globalAverage(layer: TopologyLayer, input: Wire): void;
  reshape(layer: TopologyLayer, input: Wire, shape: readonly number[]): void;
  activate(layer: TopologyLayer, from: string): void;
  identity(layer: TopologyLayer, input: Wire): void;
}

/**
 * Writes the layers of a model in order, each behind the one that it takes its input from; the input is called `x`.
 *
 * @returns the tensors by layer, for the outputs.
 * @throws MillraceError that names the first layer that has no translation.
 */
export function translateLayers(model: TrainedModel, format: string, writer: LayerWriter): ReadonlyMap<string, Wire> {
  const wires = new Map<string, Wire>();
  for (const layer of topologyLayers(model)) {
    if (layer.kind === 'InputLayer') {
      wires.set(layer.name, { name: 'x', shape: model.topology.inputShape });
      continue;
    }
    const input = wires.get(layer.inputs[0] ?? '');
    if (input === undefined || layer.inputs.length !== 1) {
      throw unsupportedLayer(format, layer, `${layer.inputs.length} inputs`);
    }
    wires.set(layer.name, { name: layer.name, shape: translate(layer, input, format, writer) });
  }
  return wires;
}

function translate(layer: TopologyLayer, input: Wire, format: string, writer: LayerWriter): readonly number[] {
  const { config } = layer;
  switch (layer.kind) {
    case 'Dense':
      return writer.dense(layer, input);
    case 'Conv2D':
    case 'DepthwiseConv2D':
      return writer.convolve(layer, input);
    case 'MaxPooling2D':
    case 'AveragePooling2D': {
      const size = settingPair(config['pool_size']);
      const strides = settingPair(config['strides'] ?? size);
      const padding = paddingOf(config);
      writer.pool(layer, input, { size, strides, padding });
      return windowedShape(input.shape, size, strides, padding, input.shape[2] ?? 0);
    }
    case 'GlobalAveragePooling2D':
      writer.globalAverage(layer, input);
      return [input.shape[2] ?? 0];
    case 'BatchNormalization':
      writer.normalise(layer, input);
      return input.shape;
    case 'Flatten': {
      const shape = [input.shape.reduce((product, one) => product * one, 1)];
      writer.reshape(layer, input, shape);
      return shape;
    }
    case 'Reshape': {
      const shape = config['target_shape'] as readonly number[];
      writer.reshape(layer, input, shape);
      return shape;
    }
    case 'Dropout':
      writer.identity(layer, input);
      return input.shape;
    case 'Activation':
      writer.activate(layer, input.name);
      return input.shape;
    default:
      throw unsupportedLayer(format, layer, `layers of the kind ${layer.kind}`);
  }
}
