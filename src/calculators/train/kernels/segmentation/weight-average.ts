import type { Weights } from './weights.ts';

/**
 * An exponential moving average of weights, running statistics too: what is exported. It generalises better than the
 * last step's weights at the cost of one more copy (Polyak and Juditsky, 1992).
 */
export interface WeightAverage {
  readonly weights: Weights;
  /** How often it has moved. */
  steps: number;
  /** Moves the average towards the present weights. */
  follow(present: Weights): void;
}

/** Starts an average at `weights`. Early on it follows faster than `decay` says, so that its start is soon forgotten. */
export function createWeightAverage(weights: Weights, decay: number): WeightAverage {
  const average: Weights = new Map(
    [...weights].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
  );
  const self: WeightAverage = {
    weights: average,
    steps: 0,
    follow(present) {
      self.steps += 1;
      const speed = 1 - Math.min(decay, (1 + self.steps) / (10 + self.steps));
      for (const [name, { data }] of average) {
        const to = present.get(name)?.data;
        if (to === undefined) continue;
        for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) + ((to[i] ?? 0) - (data[i] ?? 0)) * speed;
      }
    },
  };
  return self;
}
