/** One stretch of training at one picture size. */
export interface TrainingPhase {
  readonly name: 'light' | 'full';
  readonly width: number;
  readonly height: number;
  readonly steps: number;
  readonly batch: number;
  /** The peak of the one-cycle learning rate. */
  readonly rate: number;
}

/** Everything that decides the weights. */
export interface TrainingSchedule {
  readonly seed: number;
  /** Rendered training scenes and the seed of the first. */
  readonly scenes: number;
  readonly firstScene: number;
  /** Held-out scenes for validation. */
  readonly validationScenes: number;
  readonly phases: readonly TrainingPhase[];
}

/** The schedule of the shipped weights: 160x96 first, then the same weights refined at 256x144. */
export const shippedSchedule: TrainingSchedule = {
  seed: 20261124,
  scenes: 4000,
  firstScene: 1_000_000,
  validationScenes: 96,
  phases: [
    { name: 'light', width: 160, height: 96, steps: 2800, batch: 12, rate: 3e-3 },
    { name: 'full', width: 256, height: 144, steps: 1100, batch: 12, rate: 1.2e-3 },
  ],
};

/** Two short phases on a few tiny scenes: shows in seconds that everything works. */
export const smokeSchedule: TrainingSchedule = {
  seed: 1,
  scenes: 24,
  firstScene: 1,
  validationScenes: 8,
  phases: [
    { name: 'light', width: 32, height: 32, steps: 24, batch: 4, rate: 5e-3 },
    { name: 'full', width: 48, height: 32, steps: 4, batch: 4, rate: 1e-3 },
  ],
};

/** The learning rate at a step: up over the first tenth, then down along a cosine. Smith and Topin, 2018. */
export function oneCycleRate(phase: TrainingPhase, step: number): number {
  const progress = step / phase.steps;
  const warm = Math.min(1, progress / 0.1);
  const fall = 0.5 + 0.5 * Math.cos(Math.PI * Math.max(0, (progress - 0.1) / 0.9));
  return phase.rate * warm * fall + 1e-5;
}
