import { defineCalculator, MillraceError, number, option, optional, record, required } from '../../../graph/index.ts';
import { movingAverageBaseline, type RewardBaseline } from '../kernels/valuation/reward-baseline.ts';

/** What a reward is more than was to be expected. */
export const rewardBaselineCalculator = defineCalculator({
  name: 'RewardBaselineCalculator',
  summary:
    'Takes off a reward what was to be expected: a moving average of the rewards before (the first reward is expected exactly), or a fixed number, such as the score of a training on all rows.',
  example: `
calculator: RewardBaselineCalculator
input_stream: METRICS:metrics
output_stream: ADVANTAGE:advantage
options: {metric: neg_log_loss, window: 20}
`,
  inputs: { METRICS: required(record, 'Figures by name') },
  outputs: { ADVANTAGE: required(number, 'The reward less the baseline') },
  sidePackets: { BASELINE: optional(number, 'The fixed baseline; without it a moving average is kept') },
  options: {
    metric: option.string({ description: 'The figure that is the reward; more is better', default: 'neg_log_loss' }),
    window: option.number({ description: 'Of the moving average: rewards', default: 20, minimum: 1 }),
  },
  open({ options, sidePackets, nodeName }) {
    const fixed = sidePackets.BASELINE;
    let average: RewardBaseline | undefined;
    return {
      map(metrics) {
        const reward = metrics[options.metric];
        if (typeof reward !== 'number') {
          throw new MillraceError(
            'NOT_FOUND',
            `node "${nodeName}": there is no figure "${options.metric}". The figures: ${Object.keys(metrics).join(', ')}.`,
          );
        }
        if (fixed !== undefined) return reward - fixed;
        average ??= movingAverageBaseline(options.window, reward);
        return average.advantage(reward);
      },
      saveState: () => average?.value,
      loadState(saved) {
        if (typeof saved === 'number') average = movingAverageBaseline(options.window, saved);
      },
    };
  },
});
