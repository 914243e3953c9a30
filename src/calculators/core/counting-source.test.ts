import { describe, expect, it } from 'vitest';
import { runCalculator } from '../../graph/testing/index.ts';
import { countingSourceCalculator } from './counting-source.ts';

describe('CountingSourceCalculator', () => {
  const counting = countingSourceCalculator;

  it('counts calls, each of BATCH_SIZE packets', async () => {
    const sidePackets = { MAX_COUNT: 3, BATCH_SIZE: 2, INITIAL_VALUE: -2, INCREMENT: 2 };
    const { outputs } = await runCalculator(counting, { sidePackets });
    expect(outputs['']?.map(([time]) => time)).toEqual([-2, 0, 2, 4, 6, 8]);
  });

  it('fails before it ends when both counts are equal, and in open when asked to', async () => {
    await expect(runCalculator(counting, { sidePackets: { MAX_COUNT: 2, ERROR_COUNT: 2 } })).rejects.toMatchObject({
      code: 'INTERNAL',
    });
    await expect(runCalculator(counting, { sidePackets: { MAX_COUNT: 2, ERROR_ON_OPEN: true } })).rejects.toMatchObject(
      { code: 'NOT_FOUND' },
    );
  });
});
