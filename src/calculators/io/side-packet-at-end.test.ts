import { describe, expect, it } from 'vitest';
import { Timestamp } from '../../graph/index.ts';
import { type CalculatorRun, calculatorConformance, runCalculator } from '../../graph/testing/index.ts';
import { sidePacketAtEndCalculator } from './side-packet-at-end.ts';

describe('MediaPipeInternalSidePacketToPacketStreamCalculator', () => {
  const run: CalculatorRun = { sidePackets: { '': 7 } };
  const cases = { 'an ordinary run': run };
  for (const test of calculatorConformance(sidePacketAtEndCalculator, { cases })) it(test.name, test.run);

  it('sends its side packet after all data', async () => {
    expect((await runCalculator(sidePacketAtEndCalculator, run)).outputs['']).toEqual([[Timestamp.PostStream, 7]]);
  });
});
