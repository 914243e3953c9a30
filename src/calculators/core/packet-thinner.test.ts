import { describe, expect, it } from 'vitest';
import { type InputEntry, runCalculator } from '../../graph/testing/index.ts';
import { packetThinnerCalculator } from './packet-thinner.ts';

const numbers: readonly InputEntry[] = [
  [0, 1],
  [40_000, 2],
  [80_000, 3],
];

describe('PacketThinnerCalculator', () => {
  const thinner = packetThinnerCalculator;

  it('ends its stream at end_time', async () => {
    const { bounds } = await runCalculator(thinner, {
      inputs: { '': numbers },
      options: { period: 5, start_time: 0, end_time: 40_000 },
      bounds: true,
    });
    // The packet at 80,000 says nothing any more: the stream has ended.
    expect(bounds['']).toEqual([-1, 4, 40_000]);
  });

  it('refuses an end before the start', async () => {
    await expect(
      runCalculator(thinner, { inputs: { '': numbers }, options: { start_time: 9, end_time: 9 } }),
    ).rejects.toThrow(/start_time 9 is not before end_time 9/);
  });
});
