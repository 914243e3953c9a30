import type { Network } from './network.ts';
import type { Weights } from './weights.ts';

/** Filter and bias of one convolution, ready to run. */
export interface FoldedLayer {
  /** Conv `[k, k, in, out]`, depthwise `[k, k, channels, 1]`. */
  readonly filter: Float32Array;
  readonly bias: Float32Array;
}

/**
 * Folds the running statistics of batch normalisation into filters and biases. `margin` is by how much a person's logit
 * must exceed the background's for a mask of one half: it is taken off the biases of the person's logits, every other
 * output of the last layer.
 *
 * @throws Error for a missing value.
 */
export function foldWeights(network: Network, weights: Weights, margin = 0): ReadonlyMap<string, FoldedLayer> {
  const read = (name: string): Float32Array => {
    const value = weights.get(name);
    if (value === undefined) throw new Error(`weights: "${name}" is missing. Use the weights of this network.`);
    return value.data;
  };
  const folded = new Map<string, FoldedLayer>();
  for (const layer of network.layers) {
    if (layer.kind !== 'conv' && layer.kind !== 'depthwise') continue;
    const filter = read(`${layer.id}/weights`).slice();
    if (!layer.normalised) {
      folded.set(layer.id, { filter, bias: read(`${layer.id}/bias`).slice() });
      continue;
    }
    const mean = read(`${layer.id}/mean`);
    const variance = read(`${layer.id}/variance`);
    const scale = read(`${layer.id}/scale`);
    const gain = scale.map((s, i) => s / Math.sqrt((variance[i] ?? 0) + 1e-3));
    const bias = read(`${layer.id}/shift`).map((s, i) => s - (mean[i] ?? 0) * (gain[i] ?? 0));
    // The channel is the innermost axis of both layouts but for the depthwise multiplier of 1.
    for (let i = 0; i < filter.length; i++) filter[i] = (filter[i] ?? 0) * (gain[i % layer.channels] ?? 0);
    folded.set(layer.id, { filter, bias });
  }
  const last = folded.get(network.layers.at(-1)?.inputs[0] ?? '');
  if (last !== undefined) for (let i = 1; i < last.bias.length; i += 2) last.bias[i]! -= margin;
  return folded;
}
