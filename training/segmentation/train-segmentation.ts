import * as tf from '@tensorflow/tfjs';
import { createPrng, type Prng } from '../../src/calculators/scene/kernels/prng.ts';
import { type AdamW, createAdamW } from './adamw.ts';
import { forward } from './forward.ts';
import { makeBatch } from './make-batch.ts';
import { meanIou } from './mean-iou.ts';
import { type Network, segmentationNetwork } from './network.ts';
import { renderScenePool, type ScenePool, type ScenePoolSpec } from './scene-pool.ts';
import { segmentationLoss } from './segmentation-loss.ts';
import { loadTrainingKernels } from './training-kernels.ts';
import { createTrainingOps, type TrainingOps } from './training-ops.ts';
import { oneCycleRate, type TrainingPhase, type TrainingSchedule } from './training-schedule.ts';
import { initialWeights, isTrained, type Weights } from './weights.ts';

/** What training tells while it runs. */
export interface TrainingReport {
  readonly phase: string;
  readonly step: number;
  /** Loss, smoothed over about 50 steps. */
  readonly loss: number;
  readonly rate: number;
  /** Mean intersection over union on held-out scenes; every 200 steps and at the end of a phase. */
  readonly iou?: number;
}

/** How fast running statistics follow those of the batches. */
const FOLLOW = 0.02;
const FOLLOW_AT_FIRST = 0.1;

interface Run {
  readonly ops: TrainingOps;
  readonly network: Network;
  readonly weights: Weights;
  prng: Prng;
}

/** Scene indices without end: each pass a new shuffle of all. */
function shuffled(count: number, prng: Prng): (batch: number) => number[] {
  let order: number[] = [];
  return batch => {
    while (order.length < batch) {
      const pass = Array.from({ length: count }, (_, i) => i);
      for (let i = pass.length - 1; i > 0; i--) {
        const j = prng.integer(0, i);
        [pass[i], pass[j]] = [pass[j] ?? 0, pass[i] ?? 0];
      }
      order = order.concat(pass);
    }
    return order.splice(0, batch);
  };
}

function follow(weights: Weights, name: string, seen: Float32Array, speed: number): void {
  const running = weights.get(name)?.data;
  if (running === undefined) return;
  for (let i = 0; i < running.length; i++)
    running[i] = (running[i] ?? 0) + ((seen[i] ?? 0) - (running[i] ?? 0)) * speed;
}

/** One step: loss and gradients of a batch, AdamW, running statistics. Returns the loss. */
function trainStep(
  run: Run,
  phase: TrainingPhase,
  pool: ScenePool,
  indices: readonly number[],
  adam: AdamW,
  step: number,
  speed: number,
): number {
  const { ops, network, weights } = run;
  const batch = makeBatch(pool, indices, phase.width, phase.height, run.prng);
  const names = [...weights.keys()].filter(isTrained);
  const gradients = new Map<string, Float32Array>();
  const seen: (readonly [string, Float32Array, Float32Array])[] = [];
  const loss = tf.tidy(() => {
    const size: [number, number, number] = [indices.length, phase.height, phase.width];
    const images = tf.tensor4d(batch.images, [...size, 3]);
    const truth = tf.tensor(batch.truth, size);
    const weight = tf.tensor(batch.weight, size);
    const lossOf = (...values: tf.Tensor[]): tf.Scalar => {
      const byName = new Map(names.map((name, i) => [name, values[i]]));
      const read = (name: string): tf.Tensor => byName.get(name) ?? tf.scalar(0);
      const logits = forward(ops, network, images, read, (...statistics) => seen.push(statistics));
      return segmentationLoss(ops, logits, truth, weight);
    };
    const inputs = names.map(name => {
      const value = weights.get(name);
      return value === undefined ? tf.scalar(0) : tf.tensor(value.data, [...value.shape]);
    });
    const { value, grads } = tf.valueAndGrads(lossOf)(inputs);
    grads.forEach((gradient, i) => gradients.set(names[i] ?? '', Float32Array.from(gradient.dataSync())));
    return value.dataSync()[0] ?? Number.NaN;
  });
  if (!Number.isFinite(loss)) {
    throw new Error(
      `training: the loss is ${loss} at step ${step} of "${phase.name}", scenes ${indices.join(', ')}. Lower the rate.`,
    );
  }
  adam.step(new Map([...weights].map(([name, { data }]) => [name, data])), gradients, oneCycleRate(phase, step));
  for (const [layer, mean, variance] of seen) {
    follow(weights, `${layer}/mean`, mean, speed);
    follow(weights, `${layer}/variance`, variance, speed);
  }
  return loss;
}

/** A training that goes on from weights. */
export interface TrainingStart {
  readonly weights: Weights;
  /** The index of the phase to begin with. */
  readonly phase: number;
}

/**
 * Trains the segmentation network on rendered scenes, phase by phase on the same weights; the WASM backend of tfjs
 * must be active. The same schedule gives the same weights on the same backend. `onPhase` gets the weights as they are
 * every 200 steps and when a phase ends, `onReport` a line every 50 steps.
 */
export async function trainSegmentation(
  schedule: TrainingSchedule,
  onReport: (report: TrainingReport) => void,
  onPhase: (phase: TrainingPhase, weights: Weights, step: number) => Promise<void>,
  start?: TrainingStart,
): Promise<void> {
  const network = segmentationNetwork();
  const first = createPrng(schedule.seed);
  const weights = start?.weights ?? initialWeights(network, first.normal);
  const run: Run = { ops: createTrainingOps(await loadTrainingKernels()), network, prng: first, weights };
  const validation = renderScenePool(schedule.validation, 256, 144);
  let pool: ScenePool | undefined;
  let drawn: ScenePoolSpec | undefined;
  for (const [index, phase] of schedule.phases.entries()) {
    if (index < (start?.phase ?? 0)) continue;
    if (phase.seed !== undefined) run.prng = createPrng(phase.seed);
    if (pool === undefined || drawn !== phase.scenes) pool = renderScenePool(phase.scenes, 256, 144);
    drawn = phase.scenes;
    const adam = createAdamW();
    const next = shuffled(pool.count, run.prng);
    const end = phase.stopAfter ?? phase.steps;
    let smooth = 0;
    for (let step = 0; step < end; step++) {
      const isFirst = index === 0 && step < 50;
      const loss = trainStep(run, phase, pool, next(phase.batch), adam, step, isFirst ? FOLLOW_AT_FIRST : FOLLOW);
      smooth = step === 0 ? loss : smooth * 0.98 + loss * 0.02;
      if (step + 1 === end || (step + 1) % 200 === 0) {
        const iou = meanIou(run.ops, network, run.weights, validation, phase.width, phase.height);
        onReport({ phase: phase.name, step, loss: smooth, rate: oneCycleRate(phase, step), iou });
        await onPhase(phase, run.weights, step + 1);
      } else if (step % 50 === 0) onReport({ phase: phase.name, step, loss: smooth, rate: oneCycleRate(phase, step) });
    }
  }
}
