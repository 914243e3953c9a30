import { any, defineCalculator, integer, number, option, optional, required } from '../../graph/index.ts';
import { TierGovernor } from './kernels/tier-governor.ts';

/**
 * Chooses how much work a graph does per frame, from how long frames took.
 *
 * Tier 0 is the best. The 90th percentile of the last `window` latencies above the budget: one tier down at once. Below
 * half the budget over `up_after` frames: one tier up. A tier that was tried and failed within `fail_within_seconds`
 * doubles its waiting time. Latencies count from the last change of tier; time is stream time, so that scripted
 * latencies give an exact sequence of tiers.
 *
 * Without TICK a tier is sent for each latency, at its timestamp. With TICK (usually the frames) the tier that holds is
 * sent for each tick; TIMING is then a back edge and may lag behind.
 */
export const qualityGovernorCalculator = defineCalculator({
  name: 'QualityGovernorCalculator',
  summary: 'Chooses a quality tier from the latencies of frames: down at once, up after a while.',
  example: `
calculator: QualityGovernorCalculator
input_stream: TIMING:latency_ms
output_stream: TIER:tier
options: {budget_ms: 33, tiers: 4}
`,
  inputs: {
    TIMING: required(number, 'How long a frame took, in milliseconds'),
    TICK: optional(any, 'Packets that ask for the tier, usually the frames'),
  },
  outputs: { TIER: required(integer, 'The tier that holds, 0 = best') },
  options: {
    budget_ms: option.number({ description: 'Milliseconds that a frame may take', default: 33, exclusiveMinimum: 0 }),
    tiers: option.integer({ description: 'How many tiers there are', default: 4, minimum: 1, maximum: 64 }),
    start_tier: option.integer({ description: 'The tier to begin with', default: 0, minimum: 0 }),
    window: option.integer({ description: 'Frames whose 90th percentile counts', default: 30, minimum: 1 }),
    up_after: option.integer({
      description: 'Frames below half the budget before the next better tier is tried',
      default: 300,
      minimum: 1,
    }),
    fail_within_seconds: option.number({
      description: 'A tried tier that fails within this many seconds doubles its waiting time',
      default: 60,
      minimum: 0,
    }),
  },
  // Latencies lag behind the frames they are of: waiting for them would stop the frames.
  inputPolicy: 'ImmediateInputStreamHandler',
  timestampOffset: null,
  *check({ options }) {
    if (options.start_tier >= options.tiers) {
      yield `start_tier is ${options.start_tier} of ${options.tiers} tiers. Give one below ${options.tiers}; 0 is the best.`;
    }
  },
  open(opened) {
    const { options } = opened;
    const ticked = opened.inputs.TICK !== undefined;
    if (!ticked) opened.setOffset(0);
    const governor = new TierGovernor({
      budgetMs: options.budget_ms,
      tiers: options.tiers,
      startTier: options.start_tier,
      window: options.window,
      upAfter: options.up_after,
      failWithinMs: options.fail_within_seconds * 1000,
    });
    return {
      process(ctx) {
        const latency = ctx.inputs.TIMING.value;
        if (latency !== undefined) {
          const before = governor.tier;
          const tier = governor.add(latency, ctx.inputTimestamp / 1000);
          if (tier !== before) ctx.count(tier > before ? 'tiers_down' : 'tiers_up');
          if (!ticked) ctx.outputs.TIER.emit(tier);
        }
        if (ctx.inputs.TICK !== undefined && !ctx.inputs.TICK.isEmpty) ctx.outputs.TIER.emit(governor.tier);
      },
    };
  },
});
