import { describe, expect, it } from 'vitest';
import { Timestamp } from '../../graph/index.ts';
import { runCalculator } from '../../graph/testing/index.ts';
import { packetResamplerCalculator } from './packet-resampler.ts';

describe('PacketResamplerCalculator', () => {
  const resampler = packetResamplerCalculator;
  const inputs = { '': [-222, 15_000, 32_000, 49_999, 150_000].map(time => [time, time] as const) };

  it('lets points pass that are half a period outside of rounded limits', async () => {
    const options = { frame_rate: 30, base_timestamp: 0, start_time: 40_000, end_time: 160_000 };
    const times = async (round_limits: boolean): Promise<unknown> => {
      const { outputs } = await runCalculator(resampler, {
        inputs,
        outputs: [''],
        options: { ...options, round_limits },
      });
      return outputs['']?.map(([time]) => time);
    };
    expect(await times(false)).toEqual([66_667, 100_000, 133_333]);
    expect(await times(true)).toEqual([33_333, 66_667, 100_000, 133_333, 166_667]);
  });

  it('tells the next point that is open, and sends a header that nobody gave', async () => {
    const { bounds, outputs } = await runCalculator(resampler, {
      inputs: { DATA: [[0, 'x']] },
      outputs: ['DATA', 'VIDEO_HEADER'],
      options: { frame_rate: 10 },
      bounds: true,
    });
    expect(bounds['DATA']).toEqual([99_999]);
    expect(outputs['VIDEO_HEADER']).toEqual([[Timestamp.PreStream, { frame_rate: 10 }]]);
  });

  it('refuses more than a packet per microsecond', async () => {
    await expect(
      runCalculator(resampler, { inputs, outputs: [''], options: { frame_rate: 1_000_001 } }),
    ).rejects.toThrow(/Give at most one packet per microsecond/);
  });
});
