import type { Layer, Network } from './network.ts';

/** One trained or running value. */
export interface WeightValue {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * A network's values by name: `<layer>/weights`, `<layer>/bias`, or under batch normalisation `<layer>/scale`,
 * `<layer>/shift` and the running `<layer>/mean` and `<layer>/variance`.
 */
export type Weights = Map<string, WeightValue>;

type Learned = Extract<Layer, { kind: 'conv' | 'depthwise' }>;

function weightShapes(layer: Learned): readonly (readonly [string, readonly number[]])[] {
  const filter =
    layer.kind === 'conv'
      ? [layer.kernel, layer.kernel, layer.channelsIn, layer.channels]
      : [layer.kernel, layer.kernel, layer.channels, 1];
  const c = [layer.channels];
  return layer.normalised
    ? [
        [`${layer.id}/weights`, filter],
        [`${layer.id}/scale`, c],
        [`${layer.id}/shift`, c],
      ]
    : [
        [`${layer.id}/weights`, filter],
        [`${layer.id}/bias`, c],
      ];
}

/** Fresh weights: He-normal filters (He et al., 2015), unit scales, zero shifts and biases. */
export function initialWeights(network: Network, normal: () => number): Weights {
  const weights: Weights = new Map();
  for (const layer of network.layers) {
    if (layer.kind !== 'conv' && layer.kind !== 'depthwise') continue;
    const fan = layer.kernel ** 2 * (layer.kind === 'conv' ? layer.channelsIn : 1);
    const deviation = Math.sqrt((layer.activation === 'linear' || layer.activation === 'sigmoid' ? 1 : 2) / fan);
    for (const [name, shape] of weightShapes(layer)) {
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
      if (name.endsWith('/weights')) for (let i = 0; i < data.length; i++) data[i] = normal() * deviation;
      else if (name.endsWith('/scale')) data.fill(1);
      weights.set(name, { shape, data });
    }
    if (layer.normalised) {
      weights.set(`${layer.id}/mean`, { shape: [layer.channels], data: new Float32Array(layer.channels) });
      weights.set(`${layer.id}/variance`, { shape: [layer.channels], data: new Float32Array(layer.channels).fill(1) });
    }
  }
  return weights;
}

/** Whether a value is trained; running statistics are not. */
export function isTrained(name: string): boolean {
  return !name.endsWith('/mean') && !name.endsWith('/variance');
}

/** Where the values lie in a checkpoint's binary. */
export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  /** In floats. */
  readonly offset: number;
}

/** Weights as an index and one run of floats. */
export function packWeights(weights: Weights): { readonly index: readonly WeightEntry[]; readonly data: Float32Array } {
  let size = 0;
  const index = [...weights].map(([name, { shape, data }]) => {
    const entry = { name, shape, offset: size };
    size += data.length;
    return entry;
  });
  const data = new Float32Array(size);
  for (const { name, offset } of index) data.set(weights.get(name)?.data ?? [], offset);
  return { index, data };
}

/** The inverse of {@link packWeights}. */
export function unpackWeights(index: readonly WeightEntry[], data: Float32Array): Weights {
  return new Map(
    index.map(({ name, shape, offset }) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [name, { shape, data: data.slice(offset, offset + size) }];
    }),
  );
}
