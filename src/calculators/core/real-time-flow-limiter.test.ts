import { describe, expect, it } from 'vitest';
import { runCalculator } from '../../graph/testing/index.ts';
import { realTimeFlowLimiterCalculator } from './real-time-flow-limiter.ts';

describe('RealTimeFlowLimiterCalculator', () => {
  const limiter = realTimeFlowLimiterCalculator;

  it('lets the same timestamps in on all streams, and counts the changes of ALLOW', async () => {
    const { outputs } = await runCalculator(limiter, {
      inputs: {
        '': [
          [1, 'a1'],
          [4, 'a4'],
        ],
        ':1': [
          [1, 'b1'],
          [2, 'b2'],
          [4, 'b4'],
        ],
        FINISHED: [[3, 'done']],
      },
      outputs: ['', ':1', 'ALLOW'],
    });
    expect(outputs['']).toEqual([
      [1, 'a1'],
      [4, 'a4'],
    ]);
    expect(outputs[':1']).toEqual([
      [1, 'b1'],
      [4, 'b4'],
    ]);
    expect(outputs['ALLOW']).toEqual([
      [1, false],
      [2, true],
      [3, false],
    ]);
  });

  it('lets at least one timestamp be in work', async () => {
    const run = runCalculator(limiter, { inputs: { '': [], FINISHED: [] }, sidePackets: { MAX_IN_FLIGHT: 0 } });
    await expect(run).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringContaining('MAX_IN_FLIGHT') as string,
    });
  });

  it('fails when more finishes than was let in', async () => {
    await expect(runCalculator(limiter, { inputs: { '': [], FINISHED: [[0, 1]] } })).rejects.toMatchObject({
      code: 'INTERNAL',
    });
  });
});
