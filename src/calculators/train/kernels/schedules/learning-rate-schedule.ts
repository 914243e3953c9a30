/** How a learning rate follows from the step. */
export type LearningRateSchedule =
  | { readonly kind: 'constant'; readonly initial: number }
  /** initial * rate^(step / steps); with `staircase` the exponent is floored. */
  | {
      readonly kind: 'exponential';
      readonly initial: number;
      readonly rate: number;
      readonly steps: number;
      readonly staircase?: boolean;
    }
  /** From `initial` to `alpha * initial` along half a cosine; constant from `total` on. Loshchilov and Hutter, 2017. */
  | { readonly kind: 'cosine'; readonly initial: number; readonly total: number; readonly alpha?: number }
  /** From 0 to `initial` in a straight line over `warmup` steps; then constant. */
  | { readonly kind: 'warmup_linear'; readonly initial: number; readonly warmup: number }
  /** Warm-up as above, then half a cosine down to `alpha * initial` at `total`. */
  | {
      readonly kind: 'warmup_cosine';
      readonly initial: number;
      readonly warmup: number;
      readonly total: number;
      readonly alpha?: number;
    }
  /** `values[i]` from `boundaries[i - 1]` on: one value more than boundaries. */
  | { readonly kind: 'piecewise'; readonly boundaries: readonly number[]; readonly values: readonly number[] };

/** The learning rate at a step: a pure function, so that a resumed run needs no state of it. */
export function learningRateAt(schedule: LearningRateSchedule, step: number): number {
  switch (schedule.kind) {
    case 'constant':
      return schedule.initial;
    case 'exponential': {
      const exponent = step / schedule.steps;
      return schedule.initial * schedule.rate ** (schedule.staircase === true ? Math.floor(exponent) : exponent);
    }
    case 'cosine':
      return schedule.initial * halfCosine(step / schedule.total, schedule.alpha ?? 0);
    case 'warmup_linear':
      return schedule.initial * Math.min(1, warmUp(step, schedule.warmup));
    case 'warmup_cosine':
      return step < schedule.warmup
        ? schedule.initial * warmUp(step, schedule.warmup)
        : schedule.initial *
            halfCosine((step - schedule.warmup) / Math.max(1, schedule.total - schedule.warmup), schedule.alpha ?? 0);
    case 'piecewise': {
      const place = schedule.boundaries.filter(boundary => step >= boundary).length;
      return schedule.values[place] ?? Number.NaN;
    }
  }
}

function warmUp(step: number, warmup: number): number {
  return warmup > 0 ? step / warmup : 1;
}

function halfCosine(progress: number, alpha: number): number {
  const through = Math.min(1, progress);
  return (1 - alpha) * 0.5 * (1 + Math.cos(Math.PI * through)) + alpha;
}
