import type { ScenePoolSpec } from './scene-pool.ts';

/** One stretch of training at one picture size. The optimiser starts anew; the weights go on. */
export interface TrainingPhase {
  readonly name: 'light' | 'full';
  readonly width: number;
  readonly height: number;
  /** The length of the learning rate's cycle. */
  readonly steps: number;
  /** Ends the phase before its cycle does. */
  readonly stopAfter?: number;
  readonly batch: number;
  /** The peak of the one-cycle learning rate. */
  readonly rate: number;
  /** Starts the random numbers anew; without it they go on. */
  readonly seed?: number;
  readonly scenes: ScenePoolSpec;
}

/** Everything that decides the weights. */
export interface TrainingSchedule {
  readonly seed: number;
  /** Held-out scenes for validation. */
  readonly validation: ScenePoolSpec;
  readonly phases: readonly TrainingPhase[];
}

const anywhere: ScenePoolSpec = { count: 4000, firstSeed: 1_000_000, variant: 'training', framing: 'any' };
const calls: ScenePoolSpec = { count: 4000, firstSeed: 2_000_000, variant: 'training', framing: 'call' };
const moreCalls: ScenePoolSpec = { ...calls, firstSeed: 3_100_000 };
const manyCalls: ScenePoolSpec = { ...calls, firstSeed: 3_200_000, count: 8000 };
const evenMoreCalls: ScenePoolSpec = { ...manyCalls, firstSeed: 3_300_000 };
const light = { name: 'light', width: 160, height: 96, batch: 12 } as const;
const full = { name: 'full', width: 256, height: 144, batch: 12 } as const;

/** The held-out scenes of the published figures. */
export const heldOutScenes: ScenePoolSpec = { count: 200, firstSeed: 9_000_000, variant: 'held-out', framing: 'call' };

/**
 * The schedule of the shipped weights: people anywhere in the picture first, at the small size and then at the large
 * one; then people as they sit in video calls. The last phase of each size made the weights of that name.
 */
export const shippedSchedule: TrainingSchedule = {
  seed: 20261124,
  validation: { ...heldOutScenes, count: 96 },
  phases: [
    { ...light, steps: 2800, rate: 3e-3, scenes: anywhere },
    { ...full, steps: 1100, rate: 1.2e-3, scenes: anywhere },
    { ...full, steps: 3300, stopAfter: 600, rate: 2e-3, seed: 20261125, scenes: anywhere },
    { ...full, steps: 2600, rate: 2e-3, seed: 20261126, scenes: anywhere },
    { ...full, steps: 1500, rate: 1.5e-3, seed: 20261127, scenes: calls },
    { ...light, steps: 1000, rate: 1.2e-3, scenes: calls },
    { ...full, steps: 1500, rate: 1.5e-3, seed: 20261128, scenes: moreCalls },
    { ...full, steps: 3200, stopAfter: 2400, rate: 2.5e-3, seed: 20261129, scenes: manyCalls },
    { ...full, steps: 900, rate: 5e-4, seed: 20261130, scenes: manyCalls },
    { ...light, steps: 2600, rate: 2e-3, seed: 20261131, scenes: evenMoreCalls },
  ],
};

const few: ScenePoolSpec = { count: 24, firstSeed: 1, variant: 'training', framing: 'call' };

/** Two short phases on a few tiny scenes: shows in seconds that everything works. */
export const smokeSchedule: TrainingSchedule = {
  seed: 1,
  validation: { ...heldOutScenes, count: 8 },
  phases: [
    { name: 'light', width: 32, height: 32, steps: 24, batch: 4, rate: 5e-3, scenes: few },
    { name: 'full', width: 48, height: 32, steps: 4, batch: 4, rate: 1e-3, scenes: few },
  ],
};

/** The learning rate at a step: up over the first tenth, then down along a cosine. Smith and Topin, 2018. */
export function oneCycleRate(phase: TrainingPhase, step: number): number {
  const progress = step / phase.steps;
  const warm = Math.min(1, progress / 0.1);
  const fall = 0.5 + 0.5 * Math.cos(Math.PI * Math.max(0, (progress - 0.1) / 0.9));
  return phase.rate * warm * fall + 1e-5;
}
