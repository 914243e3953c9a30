import { MillraceError } from '../../../graph/index.ts';
import type { ModelWeight, TrainedModel } from '../network/trained-model.ts';

/** A layer of a topology, as far as an export reads it. */
export interface TopologyLayer {
  readonly name: string;
  /** The class that tfjs gives it, such as Dense. */
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** The names of the layers before it. */
  readonly inputs: readonly string[];
}

/** The layers of a topology, each after those it takes its input from. */
export function topologyLayers(model: TrainedModel): readonly TopologyLayer[] {
  const config = model.topology.json['config'] as { readonly layers?: readonly Readonly<Record<string, unknown>>[] };
  return (config.layers ?? []).map(one => {
    const inbound = one['inbound_nodes'] as readonly (readonly (readonly unknown[])[])[] | undefined;
    return {
      name: String(one['name']),
      kind: String(one['class_name']),
      config: one['config'] as Readonly<Record<string, unknown>>,
      inputs: (inbound?.[0] ?? []).map(entry => String(entry[0])),
    };
  });
}

/** Finds the variables of layers. @throws MillraceError for a variable that the model does not have. */
export function layerWeights(
  model: TrainedModel,
  format: string,
): (layer: TopologyLayer, variable: string) => ModelWeight {
  const weights = new Map(model.weights.map(one => [one.name, one]));
  return (layer, variable) => {
    const found = weights.get(`${layer.name}/${variable}`);
    if (found !== undefined) return found;
    throw new MillraceError(
      'NOT_FOUND',
      `${format}: layer "${layer.name}" has no ${variable}. Export the model again.`,
    );
  };
}

/** The error of a layer that a format has no translation for. */
export function unsupportedLayer(format: string, layer: TopologyLayer, what: string): MillraceError {
  return new MillraceError(
    'UNIMPLEMENTED',
    `${format}: layer "${layer.name}": ${what} cannot be exported. Leave ${format} out of the formats, or use another layer.`,
  );
}

/** A setting that is one number or a pair, as a pair. */
export function settingPair(value: unknown): readonly [number, number] {
  const [first, second] = Array.isArray(value) ? (value as readonly number[]) : [Number(value), Number(value)];
  return [first ?? 1, second ?? first ?? 1];
}

/** How a window treats the border of a picture. */
export function paddingOf(config: Readonly<Record<string, unknown>>): 'same' | 'valid' {
  return String(config['padding']).toLowerCase() === 'same' ? 'same' : 'valid';
}

/** The sizes [height, width, channels] behind a window that slides over a picture. */
export function windowedShape(
  shape: readonly number[],
  window: readonly number[],
  strides: readonly number[],
  padding: 'same' | 'valid',
  channels: number,
): readonly number[] {
  const size = (axis: number): number => {
    const [n, k, s] = [shape[axis] ?? 0, window[axis] ?? 1, strides[axis] ?? 1];
    return padding === 'valid' ? Math.floor((n - k) / s) + 1 : Math.ceil(n / s);
  };
  return [size(0), size(1), channels];
}
