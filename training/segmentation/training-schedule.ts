import type { ScenePoolSpec } from './scene-pool.ts';

/** One stretch of training at one picture size. Optimiser and random numbers start anew; the weights go on. */
export interface TrainingPhase {
  readonly name: 'light' | 'full';
  readonly width: number;
  readonly height: number;
  /** The length of the learning rate's cycle. */
  readonly steps: number;
  readonly batch: number;
  /** The peak of the one-cycle learning rate. */
  readonly rate: number;
  /** The decay of the weights' moving average, which is what a phase leaves behind. */
  readonly averaging: number;
  readonly seed: number;
  readonly scenes: ScenePoolSpec;
}

/** Everything that decides the weights. */
export interface TrainingSchedule {
  /** Of the fresh weights, where training does not go on from others. */
  readonly seed: number;
  /** Scenes of the held-out styles to watch training by; not those of the published figures. */
  readonly validation: ScenePoolSpec;
  readonly phases: readonly TrainingPhase[];
}

const calls = { variant: 'training', framing: 'call', width: 288, height: 162 } as const;
const light = { name: 'light', width: 160, height: 96 } as const;
const full = { name: 'full', width: 256, height: 144 } as const;
const heldOut = { variant: 'held-out', framing: 'call', width: 256, height: 144 } as const;

const scenes: ScenePoolSpec = { ...calls, count: 7500, firstSeed: 5_000_000 };

/**
 * What made the shipped weights of the light weights before (`--from`, "earlier" in training-log.json). It is not
 * to be had bit for bit: the first phase varied its pictures more strongly than `fillBatch` does now and was broken off,
 * and the learning rate followed the time that was left.
 */
export const shippedSchedule: TrainingSchedule = {
  seed: 20261124,
  validation: { ...heldOut, count: 60, firstSeed: 9_500_000 },
  phases: [
    { ...light, steps: 2000, batch: 12, rate: 2e-3, averaging: 0.998, seed: 20261201, scenes },
    { ...light, steps: 6307, batch: 12, rate: 1.5e-3, averaging: 0.998, seed: 20261203, scenes },
    { ...full, steps: 5568, batch: 12, rate: 1.5e-3, averaging: 0.998, seed: 20261204, scenes },
  ],
};

const few: ScenePoolSpec = { ...calls, count: 24, firstSeed: 1, width: 72, height: 48 };

/** Two short phases on a few tiny scenes: shows in seconds that everything works. */
export const smokeSchedule: TrainingSchedule = {
  seed: 1,
  validation: { ...heldOut, count: 8, firstSeed: 9_500_000, width: 64, height: 48 },
  phases: [
    { name: 'light', width: 32, height: 32, steps: 60, batch: 4, rate: 5e-3, averaging: 0.9, seed: 2, scenes: few },
    { name: 'full', width: 48, height: 32, steps: 4, batch: 4, rate: 1e-3, averaging: 0.9, seed: 3, scenes: few },
  ],
};

/** The learning rate at a step: up over the first twentieth, then down along a cosine. Smith and Topin, 2018. */
export function oneCycleRate(phase: TrainingPhase, step: number): number {
  const progress = step / phase.steps;
  const warm = Math.min(1, progress / 0.05);
  const fall = 0.5 + 0.5 * Math.cos(Math.PI * Math.max(0, (progress - 0.05) / 0.95));
  return phase.rate * warm * fall + 1e-5;
}
