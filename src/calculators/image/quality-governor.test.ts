import { describe, expect, it } from 'vitest';
import { runImageCalculator } from '../../../test/fixtures/image/run-image-calculator.ts';
import { runCalculator } from '../../graph/testing/index.ts';
import { qualityGovernorCalculator } from './quality-governor.ts';

const frame = 33_333;

/** Runs the governor on latencies that may depend on the tier; gives the frames at which the tier changes. */
async function changes(latencies: readonly number[], options: Readonly<Record<string, unknown>> = {}) {
  const result = await runImageCalculator(qualityGovernorCalculator, {
    inputs: { TIMING: latencies.map((ms, i) => [i * frame, ms] as const) },
    outputs: ['TIER'],
    options,
  });
  const tiers = (result.outputs['TIER'] ?? []).map(([, tier]) => Number(tier));
  expect(tiers).toHaveLength(latencies.length);
  const found: [frame: number, tier: number][] = [];
  let last = -1;
  tiers.forEach((tier, i) => {
    if (tier !== last) found.push([i, tier]);
    last = tier;
  });
  return found;
}

const times = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms);

describe('QualityGovernorCalculator', () => {
  it('stays while frames are in budget', async () => {
    expect(await changes(times(400, 25))).toEqual([[0, 0]]);
  });

  it('goes one tier down as soon as the 90th percentile of 30 frames is above the budget, and no further than the last', async () => {
    expect(await changes(times(150, 50))).toEqual([
      [0, 0],
      [29, 1],
      [59, 2],
      [89, 3],
    ]);
  });

  it('does not mind three slow frames of thirty, but four', async () => {
    const few = Array.from({ length: 300 }, (_, i) => (i % 30 < 3 ? 90 : 20));
    expect(await changes(few)).toEqual([[0, 0]]);
    const many = Array.from({ length: 300 }, (_, i) => (i % 30 < 4 ? 90 : 20));
    expect((await changes(many))[1]).toEqual([29, 1]);
  });

  it('goes one tier up after 300 frames below half the budget', async () => {
    expect(await changes(times(650, 10), { start_tier: 2 })).toEqual([
      [0, 2],
      [299, 1],
      [599, 0],
    ]);
    expect(await changes(times(650, 17), { start_tier: 2 })).toEqual([[0, 2]]);
  });

  it('doubles the wait of a tier that failed within 60 s', async () => {
    // Tier 1 is easy, tier 0 too slow: up after 300, down after 30; up after 600, down after 30; up after 1200.
    const script = [300, 600, 1200].flatMap(easy => [...times(easy, 10), ...times(30, 50)]);
    expect(await changes(script, { start_tier: 1, tiers: 2 })).toEqual([
      [0, 1],
      [299, 0],
      [329, 1],
      [929, 0],
      [959, 1],
      [2159, 0],
      [2189, 1],
    ]);
  });

  it('forgets the doubling of a tier that held for longer', async () => {
    const script = [
      ...[...times(300, 10), ...times(30, 50)],
      // Tier 0 now holds for 70 s of stream time, then fails: its next wait is 300 again.
      ...[...times(600, 10), ...times(2100, 20), ...times(30, 50)],
      ...times(300, 10),
    ];
    const found = await changes(script, { start_tier: 1, tiers: 2 });
    const lastUp = found.at(-1);
    const lastDown = found.at(-2);
    expect(lastUp?.[1]).toBe(0);
    expect((lastUp?.[0] ?? 0) - (lastDown?.[0] ?? 0)).toBe(300);
  });

  it('answers ticks with the tier that holds', async () => {
    const result = await runImageCalculator(qualityGovernorCalculator, {
      inputs: {
        TIMING: [
          [5, 99],
          [15, 99],
        ],
        TICK: [
          [0, 'frame'],
          [10, 'frame'],
          [20, 'frame'],
        ],
      },
      options: { window: 2 },
    });
    expect(result.outputs['TIER']).toEqual([
      [0, 0],
      [10, 0],
      [20, 1],
    ]);
    expect(result.counters('tiers_down')).toBe(1);
  });

  it('refuses a start tier that does not exist', async () => {
    await expect(
      runCalculator(qualityGovernorCalculator, { inputs: { TIMING: [[0, 1]] }, options: { start_tier: 4, tiers: 4 } }),
    ).rejects.toThrow('start_tier is 4 of 4 tiers. Give one below 4; 0 is the best.');
  });

  it('keeps a tier that is named or numbered, whatever the latencies are', async () => {
    const slow = Array.from({ length: 40 }, (_, i): [number, number] => [i, 500]);
    for (const [tier, held] of [
      ['light', 1],
      ['0', 0],
    ] as const) {
      const options = { tier, tier_names: ['full', 'light'] };
      const { outputs } = await runCalculator(qualityGovernorCalculator, {
        inputs: { TIMING: slow },
        outputs: ['TIER', 'IS_TIER:0', 'IS_TIER:1'],
        options,
      });
      expect(new Set(outputs['TIER']?.map(([, value]) => value))).toEqual(new Set([held]));
      expect(outputs['IS_TIER:1']?.at(-1)).toEqual([39, held === 1]);
    }
    await expect(
      runCalculator(qualityGovernorCalculator, {
        inputs: { TIMING: slow },
        options: { tier: 'best', tier_names: ['full', 'light'] },
      }),
    ).rejects.toThrow('tier is "best". Give auto or one of full, light.');
  });
});
