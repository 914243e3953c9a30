/** When to stop, by one monitored figure. */
export interface EarlyStoppingOptions {
  readonly mode: 'min' | 'max';
  /** Epochs without an improvement after which training stops. */
  readonly patience: number;
  /** An improvement must exceed this. */
  readonly minDelta: number;
}

/** What is remembered from epoch to epoch. Plain data: it goes into a checkpoint as it is. */
export interface EarlyStoppingState {
  readonly best: number | undefined;
  readonly bestEpoch: number;
  /** Epochs since the best one. */
  readonly waited: number;
  readonly stop: boolean;
  /** Whether the last figure was the best so far. */
  readonly improved: boolean;
}

/** The state before the first epoch. */
export const beforeFirstEpoch: EarlyStoppingState = {
  best: undefined,
  bestEpoch: -1,
  waited: 0,
  stop: false,
  improved: false,
};

/** The state after an epoch. A figure that is not a number is no improvement. */
export function earlyStopping(
  state: EarlyStoppingState,
  epoch: number,
  value: number,
  options: EarlyStoppingOptions,
): EarlyStoppingState {
  const gain =
    state.best === undefined
      ? Number.POSITIVE_INFINITY
      : options.mode === 'max'
        ? value - state.best
        : state.best - value;
  if (!Number.isNaN(value) && gain > options.minDelta) {
    return { best: value, bestEpoch: epoch, waited: 0, stop: false, improved: true };
  }
  const waited = state.waited + 1;
  return { best: state.best, bestEpoch: state.bestEpoch, waited, stop: waited >= options.patience, improved: false };
}
