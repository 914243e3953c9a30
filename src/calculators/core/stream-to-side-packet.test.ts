import { describe, expect, it } from 'vitest';
import { type InputEntry, runCalculator } from '../../graph/testing/index.ts';
import { streamToSidePacketCalculator } from './stream-to-side-packet.ts';

const numbers: readonly InputEntry[] = [
  [0, 1],
  [40_000, 2],
  [80_000, 3],
];

describe('StreamToSidePacketCalculator', () => {
  it('takes the one packet, and fails without one or with two', async () => {
    const run = (entries: readonly InputEntry[]) =>
      runCalculator(streamToSidePacketCalculator, { inputs: { '': entries } });
    expect((await run([[5, 'x']])).sidePackets).toEqual({ '': 'x' });
    await expect(run([])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(run(numbers)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });
});
