import { createPrng, type Prng } from '../../src/calculators/scene/kernels/prng.ts';
import { createAdamW } from './adamw.ts';
import { allocateBatch } from './allocate-batch.ts';
import { fillBatch } from './fill-batch.ts';
import type { FoldedLayer } from './fold-weights.ts';
import { meanIou } from './mean-iou.ts';
import { type Network, segmentationNetwork } from './network.ts';
import { loadNetworkKernels, type NetworkKernels } from './network-kernels.ts';
import { createNetworkTrainer, type NetworkTrainer } from './network-trainer.ts';
import { renderScenePool, type ScenePool } from './scene-pool.ts';
import { segmentationLoss } from './segmentation-loss.ts';
import { oneCycleRate, type TrainingPhase, type TrainingSchedule } from './training-schedule.ts';
import { unfoldWeights } from './unfold-weights.ts';
import { createWeightAverage } from './weight-average.ts';
import { initialWeights, type Weights } from './weights.ts';

/** What training tells while it runs. */
export interface TrainingReport {
  readonly phase: string;
  /** Steps done in this phase. */
  readonly step: number;
  /** Loss, smoothed over about 100 steps. */
  readonly loss: number;
  readonly rate: number;
  /** Mean IoU of the averaged weights on the scenes of validation; every 1,000 steps and at the end of a phase. */
  readonly iou?: number;
}

/** Where training begins: fresh (nothing), from a checkpoint's weights, or from an exported model's layers. */
export interface TrainingStart {
  readonly weights?: Weights;
  readonly model?: ReadonlyMap<string, FoldedLayer>;
  /** The index of the phase to begin with. */
  readonly phase: number;
}

/** How fast running statistics follow those of the batches. */
const FOLLOW = 0.02;
const REPORT_EVERY = 100;
const SAVE_EVERY = 1000;

/**
 * Trains the segmentation network on rendered scenes, phase by phase on the same weights. The same schedule gives the
 * same weights on the same JavaScript engine. `onReport` gets a line every 100 steps; `onWeights` gets the averaged
 * weights every 1,000 steps and when a phase ends: what is to be kept, and what the next phase goes on from.
 *
 * @throws Error when the loss is no longer a number.
 */
export async function trainSegmentation(
  schedule: TrainingSchedule,
  onReport: (report: TrainingReport) => void,
  onWeights: (phase: TrainingPhase, weights: Weights, step: number) => Promise<void>,
  start: TrainingStart = { phase: 0 },
): Promise<void> {
  const network = segmentationNetwork();
  let weights = start.weights ?? initialWeights(network, createPrng(schedule.seed).normal);
  let model = start.model;
  // One memory serves all phases: what outlives a phase, its average, lies outside it.
  const kernels = await loadNetworkKernels();
  const validation = renderScenePool(schedule.validation);
  for (const [index, phase] of schedule.phases.entries()) {
    if (index < start.phase) continue;
    const run = beginPhase(kernels, network, weights, phase, model);
    model = undefined;
    let smooth = 0;
    for (let step = 1; step <= phase.steps; step++) {
      const rate = oneCycleRate(phase, step - 1);
      const loss = run.step(rate);
      if (!Number.isFinite(loss)) {
        throw new Error(`training: the loss is ${loss} at step ${step} of "${phase.name}". Lower the rate.`);
      }
      smooth = step === 1 ? loss : smooth * 0.99 + loss * 0.01;
      const save = step === phase.steps || step % SAVE_EVERY === 0;
      if (save || step % REPORT_EVERY === 0) {
        const iou = save ? { iou: meanIou(run.trainer, run.average, validation) } : {};
        onReport({ phase: phase.name, step, loss: smooth, rate, ...iou });
      }
      if (save) await onWeights(phase, run.average, step);
    }
    weights = run.average;
  }
}

interface PhaseRun {
  readonly trainer: NetworkTrainer;
  /** The moving average of the weights. */
  readonly average: Weights;
  /** One batch: its loss, its gradients, a step of the optimiser. Returns the loss. */
  step(rate: number): number;
}

function beginPhase(
  kernels: NetworkKernels,
  network: Network,
  from: Weights,
  phase: TrainingPhase,
  model: ReadonlyMap<string, FoldedLayer> | undefined,
): PhaseRun {
  const { width, height, batch: count } = phase;
  const prng = createPrng(phase.seed);
  const pool = renderScenePool(phase.scenes);
  const trainer = createNetworkTrainer(kernels, network, from, phase);
  const batch = allocateBatch(count, width, height, trainer.images);
  const next = shuffled(pool, prng);
  // The trained values lie in the trainer's memory; the running statistics are kept beside them.
  const weights: Weights = new Map(
    [...from].map(([name, { shape, data }]) => [name, { shape, data: trainer.values.get(name) ?? data.slice() }]),
  );
  if (model !== undefined) {
    fillBatch(batch, pool, next(count), width, height, prng);
    unfoldWeights(network, model, trainer, weights);
  }
  const average = createWeightAverage(weights, phase.averaging);
  const adam = createAdamW();
  const values = new Map([...weights].map(([name, { data }]) => [name, data]));
  return {
    trainer,
    average: average.weights,
    step(rate) {
      fillBatch(batch, pool, next(count), width, height, prng);
      trainer.forward((layer, mean, variance) => {
        follow(weights, `${layer}/mean`, mean);
        follow(weights, `${layer}/variance`, variance);
      });
      const { logits, logitGradients: gradients } = trainer;
      const { truth, weight } = batch;
      const loss = segmentationLoss({ logits, gradients, truth, weight }, width, height);
      trainer.backward();
      adam.step(values, trainer.gradients, rate);
      average.follow(weights);
      return loss;
    },
  };
}

/** Scene indices without end: each pass a new shuffle of all. */
function shuffled(pool: ScenePool, prng: Prng): (batch: number) => number[] {
  let order: number[] = [];
  return batch => {
    while (order.length < batch) {
      const pass = Array.from({ length: pool.count }, (_, i) => i);
      for (let i = pass.length - 1; i > 0; i--) {
        const j = prng.integer(0, i);
        [pass[i], pass[j]] = [pass[j] ?? 0, pass[i] ?? 0];
      }
      order = order.concat(pass);
    }
    return order.splice(0, batch);
  };
}

function follow(weights: Weights, name: string, seen: Float32Array): void {
  const running = weights.get(name)?.data;
  if (running === undefined) return;
  for (let i = 0; i < running.length; i++) running[i]! += (seen[i]! - running[i]!) * FOLLOW;
}
