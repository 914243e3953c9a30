import { describe, expect, it } from 'vitest';
import { runCalculator } from '../../graph/testing/index.ts';
import { beginLoopCalculator } from './begin-loop.ts';

describe('BeginLoopCalculator', () => {
  it('opens a batch at every settled time, TICK or not', async () => {
    const { outputs } = await runCalculator(beginLoopCalculator, {
      inputs: {
        ITERABLE: [
          [0, ['a', 'b']],
          [20, ['c']],
        ],
        TICK: [
          [10, true],
          [20, true],
        ],
      },
      outputs: ['ITEM', 'BATCH_END'],
    });
    expect(outputs).toEqual({
      ITEM: [
        [0, 'a'],
        [1, 'b'],
        [3, 'c'],
      ],
      BATCH_END: [
        [1, 0],
        [2, 10],
        [3, 20],
      ],
    });
  });
});
