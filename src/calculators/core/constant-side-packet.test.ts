import { describe, expect, it } from 'vitest';
import { runCalculator } from '../../graph/testing/index.ts';
import { constantSidePacketCalculator } from './constant-side-packet.ts';

describe('ConstantSidePacketCalculator', () => {
  it('takes lists and headers, and leaves other side packets unset', async () => {
    const packet = [{ time_series_header_value: { sample_rate: 44_100 } }, { int_vector_value: { int_value: [1, 2] } }];
    const { sidePackets } = await runCalculator(constantSidePacketCalculator, {
      options: { packet },
      outputSidePackets: ['PACKET:0', 'OTHER', 'PACKET:1'],
    });
    expect(sidePackets).toEqual({ 'PACKET:0': { sample_rate: 44_100 }, 'PACKET:1': [1, 2] });
  });
});
