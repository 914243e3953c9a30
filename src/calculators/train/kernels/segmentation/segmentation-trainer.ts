import { deriveSeed } from '../chance/derive-seed.ts';
import { mulberry32 } from '../chance/mulberry32.ts';
import { createAdamW } from './adamw.ts';
import { fillBatch, type ScenePool } from './fill-batch.ts';
import { createMuon, type MuonMatrix } from './muon.ts';
import type { Network } from './network.ts';
import { loadNetworkKernels } from './network-kernels.ts';
import { createNetworkTrainer } from './network-trainer.ts';
import { segmentationLoss } from './segmentation-loss.ts';
import { createWeightAverage } from './weight-average.ts';
import type { Weights } from './weights.ts';

/** What decides the weights, besides those that training begins with and the scenes. */
export interface SegmentationTrainerOptions {
  /** The pictures of a batch, and their size: multiples of 16. */
  readonly batch: number;
  readonly width: number;
  readonly height: number;
  /** The rate of Muon as a multiple of AdamW's. */
  readonly muon: number;
  /** The decay of the weights' moving average. */
  readonly averaging: number;
  readonly seed: number;
}

/** All that a trainer has learned: copies, in a fixed order. */
export interface SegmentationTrainerState {
  readonly kind: 'segmentation';
  readonly steps: number;
  readonly weights: readonly Float32Array[];
  readonly average: readonly Float32Array[];
  readonly moments: readonly (readonly [Float32Array, Float32Array])[];
  readonly momentum: readonly Float32Array[];
}

/** Trains one network at one picture size. */
export interface SegmentationTrainer {
  /** The moving average of the weights and running statistics: what is judged and exported. Changes with every step. */
  readonly average: Weights;
  /** One batch: its loss, its gradients, a step of the optimisers. `step` chooses the random numbers. Returns the loss. */
  step(pool: ScenePool, scenes: readonly number[], step: number, rate: number): number;
  save(): SegmentationTrainerState;
  restore(state: SegmentationTrainerState): void;
}

/** How fast running statistics follow those of the batches. */
const FOLLOW = 0.02;

/**
 * Makes a trainer that begins with `weights`. Muon learns the filters of normalised convolutions, AdamW the rest. The
 * same weights, options, scenes, steps and rates give the same bytes on the same JavaScript engine.
 */
export async function createSegmentationTrainer(
  network: Network,
  start: Weights,
  { batch: count, width, height, muon: muonRate, averaging, seed }: SegmentationTrainerOptions,
): Promise<SegmentationTrainer> {
  const trainer = createNetworkTrainer(await loadNetworkKernels(), network, start, { batch: count, width, height });
  const size = count * width * height;
  const batch = { images: trainer.images, truth: new Float32Array(size), weight: new Float32Array(size) };
  // The trained values lie in the trainer's memory; the running statistics are kept beside them.
  const weights: Weights = new Map(
    [...start].map(([name, { shape, data }]) => [name, { shape, data: trainer.values.get(name) ?? data.slice() }]),
  );
  const average = createWeightAverage(weights, averaging);
  const matrices = filterMatrices(network);
  const muon = createMuon(await loadNetworkKernels(), matrices);
  const ofMuon = new Set(matrices.map(({ name }) => name));
  const rest = new Map([...trainer.gradients].filter(([name]) => !ofMuon.has(name)));
  const adam = createAdamW(rest);

  const follow = (name: string, seen: Float32Array): void => {
    const running = weights.get(name)?.data;
    if (running === undefined) return;
    for (let i = 0; i < running.length; i++) running[i]! += (seen[i]! - running[i]!) * FOLLOW;
  };
  const arrays = (of: Weights): Float32Array[] => [...of.values()].map(({ data }) => data);
  const learned = (): readonly (readonly Float32Array[])[] => [
    arrays(weights),
    arrays(average.weights),
    ...adam.moments.values(),
    [...muon.momentum.values()],
  ];

  return {
    average: average.weights,
    step(pool, scenes, step, rate) {
      fillBatch(batch, pool, scenes, width, height, mulberry32(deriveSeed(seed, 'step', 'pictures', step)));
      trainer.forward((layer, mean, variance) => {
        follow(`${layer}/mean`, mean);
        follow(`${layer}/variance`, variance);
      });
      const { logits, logitGradients: gradients } = trainer;
      const loss = segmentationLoss({ logits, gradients, truth: batch.truth, weight: batch.weight }, width, height);
      trainer.backward();
      adam.step(trainer.values, rest, rate);
      muon.step(trainer.values, trainer.gradients, rate * muonRate);
      average.follow(weights);
      return loss;
    },
    save() {
      const [own = [], smooth = [], ...optimisers] = learned().map(list => list.map(one => one.slice()));
      const momentum = optimisers.pop() ?? [];
      return {
        kind: 'segmentation',
        steps: adam.steps,
        weights: own,
        average: smooth,
        moments: optimisers as unknown as (readonly [Float32Array, Float32Array])[],
        momentum,
      };
    },
    restore({ steps, weights: own, average: smooth, moments, momentum }) {
      adam.steps = steps;
      average.steps = steps;
      const saved = [own, smooth, ...moments, momentum];
      learned().forEach((list, l) => {
        list.forEach((one, i) => {
          one.set(saved[l]?.[i] ?? []);
        });
      });
    },
  };
}

/** The filters that are matrices of some size: those of normalised convolutions. */
function filterMatrices(network: Network): readonly MuonMatrix[] {
  return network.layers.flatMap(layer =>
    layer.kind === 'conv' && layer.normalised
      ? [{ name: `${layer.id}/weights`, rows: layer.kernel ** 2 * layer.channelsIn, columns: layer.channels }]
      : [],
  );
}
