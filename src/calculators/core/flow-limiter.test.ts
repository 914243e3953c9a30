import { describe, expect, it } from 'vitest';
import { type InputEntry, runCalculator } from '../../graph/testing/index.ts';
import { flowLimiterCalculator } from './flow-limiter.ts';

const numbers: readonly InputEntry[] = [
  [0, 1],
  [40_000, 2],
  [80_000, 3],
];

describe('FlowLimiterCalculator', () => {
  it('takes other limits from a stream', async () => {
    const { outputs } = await runCalculator(flowLimiterCalculator, {
      inputs: { '': numbers, FINISHED: [], OPTIONS: [[50_000, { max_in_flight: 2 }]] },
      outputs: [''],
    });
    expect(outputs['']).toEqual([
      [0, 1],
      [80_000, 3],
    ]);
  });
});
