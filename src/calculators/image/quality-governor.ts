import {
  any,
  boolean,
  defineCalculator,
  integer,
  number,
  option,
  optional,
  repeated,
  required,
} from '../../graph/index.ts';
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
  outputs: {
    TIER: optional(integer, 'The tier that holds, 0 = best'),
    IS_TIER: repeated(boolean, 'For each tier whether it holds, for gates'),
  },
  options: {
    tier: option.string({
      description:
        'auto: chosen by the latencies. A name of tier_names, or a number: that tier holds whatever they are',
      default: 'auto',
    }),
    tier_names: option.list(option.string({ description: 'A name', required: true }), {
      description: 'Names of the tiers, the best first; there are then as many tiers as names',
      default: [],
    }),
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
    const tiers = tierCount(options);
    if (options.start_tier >= tiers) {
      yield `start_tier is ${options.start_tier} of ${tiers} tiers. Give one below ${tiers}; 0 is the best.`;
    }
    if (pinnedTier(options) === -1) {
      const names = options.tier_names.length > 0 ? options.tier_names.join(', ') : `0 to ${tiers - 1}`;
      yield `tier is ${JSON.stringify(options.tier)}. Give auto or one of ${names}.`;
    }
  },
  open(opened) {
    const { options } = opened;
    const ticked = opened.inputs.TICK !== undefined;
    if (!ticked) opened.setOffset(0);
    const pinned = pinnedTier(options);
    const governor = new TierGovernor({
      budgetMs: options.budget_ms,
      tiers: tierCount(options),
      startTier: options.start_tier,
      window: options.window,
      upAfter: options.up_after,
      failWithinMs: options.fail_within_seconds * 1000,
    });
    return {
      process(ctx) {
        const latency = ctx.inputs.TIMING.value;
        if (latency !== undefined && pinned === undefined) {
          const before = governor.tier;
          const tier = governor.add(latency, ctx.inputTimestamp / 1000);
          if (tier !== before) ctx.count(tier > before ? 'tiers_down' : 'tiers_up');
        }
        const outputs = [ctx.outputs.TIER, ...ctx.outputs.IS_TIER];
        const asks = ticked ? ctx.inputs.TICK?.isEmpty === false : latency !== undefined;
        const tier = pinned ?? governor.tier;
        if (asks) {
          ctx.outputs.TIER?.emit(tier);
          for (const [i, output] of ctx.outputs.IS_TIER.entries()) output.emit(i === tier);
        }
        // Latencies come around a loop and would keep the graph alive: the ticks decide when it ends.
        if (ctx.inputs.TICK?.isDone === true) for (const output of outputs) output?.close();
      },
    };
  },
});

interface TierOptions {
  readonly tier: string;
  readonly tier_names: readonly string[];
  readonly tiers: number;
}

const tierCount = ({ tier_names, tiers }: TierOptions): number => (tier_names.length > 0 ? tier_names.length : tiers);

/** The tier that is asked for by name or number; `undefined` for auto, -1 for one that does not exist. */
function pinnedTier(options: TierOptions): number | undefined {
  if (options.tier === 'auto') return undefined;
  const named = options.tier_names.indexOf(options.tier);
  const numbered = /^\d+$/.test(options.tier) ? Number(options.tier) : -1;
  return named >= 0 ? named : numbered < tierCount(options) ? numbered : -1;
}
