/** A moving average of rewards: what is plain luck of the moment is taken off before it teaches. */
export interface RewardBaseline {
  /** The reward less the baseline so far; then the baseline moves by 1 / window towards the reward. */
  advantage(reward: number): number;
  /** Plain data for a checkpoint. */
  readonly value: number;
}

/** Makes a baseline, delta <- (T - 1) / T delta + reward / T. Yoon et al., 2020. */
export function movingAverageBaseline(window: number, initial: number): RewardBaseline {
  let baseline = initial;
  return {
    get value() {
      return baseline;
    },
    advantage(reward) {
      const advantage = reward - baseline;
      baseline = ((window - 1) / window) * baseline + reward / window;
      return advantage;
    },
  };
}
