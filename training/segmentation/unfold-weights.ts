import type { FoldedLayer } from './fold-weights.ts';
import type { Network } from './network.ts';
import type { NetworkTrainer } from './network-trainer.ts';
import type { Weights } from './weights.ts';

/**
 * Weights that training can go on from, made of an exported model's: the inverse of `foldWeights` on one batch. Each
 * normalised layer gets the scale and shift that undo the statistics of the trainer's pictures, so that the first
 * training step computes what the model does. `weights` are those that the trainer was made of; they change in place.
 *
 * @throws Error when the model lacks a layer of the network.
 */
export function unfoldWeights(
  network: Network,
  folded: ReadonlyMap<string, FoldedLayer>,
  trainer: NetworkTrainer,
  weights: Weights,
): void {
  const write = (name: string, data: Float32Array): void => {
    weights.get(name)?.data.set(data);
    trainer.values.get(name)?.set(data);
  };
  const of = (id: string): FoldedLayer => {
    const layer = folded.get(id);
    if (layer === undefined) throw new Error(`model: layer "${id}" is missing. Give a model of this network.`);
    return layer;
  };
  for (const layer of network.layers) {
    if (layer.kind !== 'conv' && layer.kind !== 'depthwise') continue;
    write(`${layer.id}/weights`, of(layer.id).filter);
    if (!layer.normalised) write(`${layer.id}/bias`, of(layer.id).bias);
  }
  trainer.forward((id, mean, variance) => {
    const { bias } = of(id);
    write(`${id}/mean`, mean);
    write(`${id}/variance`, variance);
    write(
      `${id}/scale`,
      variance.map(v => Math.sqrt(v + 1e-3)),
    );
    write(
      `${id}/shift`,
      mean.map((m, i) => m + (bias[i] ?? 0)),
    );
  });
}
