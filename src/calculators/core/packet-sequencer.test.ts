import { describe, expect, it } from 'vitest';
import { Timestamp } from '../../graph/index.ts';
import { runCalculator } from '../../graph/testing/index.ts';
import { packetSequencerCalculator } from './packet-sequencer.ts';

describe('PacketSequencerCalculator', () => {
  const sequencer = packetSequencerCalculator;

  it('gives several streams the time of the ticks, settled ones without a packet among them', async () => {
    const { outputs, bounds } = await runCalculator(sequencer, {
      inputs: {
        INPUT: [
          [10, 'a'],
          [20, 'b'],
        ],
        'INPUT:1': [[10], [20, 'c']],
        TICK: [[10], [15, 1], [20]],
      },
      outputs: ['OUTPUT', 'OUTPUT:1'],
      inputPolicy: { name: 'DefaultInputStreamHandler' },
      bounds: true,
    });
    expect(outputs).toEqual({
      OUTPUT: [
        [Timestamp.Min, 'a'],
        [16, 'b'],
      ],
      'OUTPUT:1': [[16, 'c']],
    });
    expect(bounds['OUTPUT:1']).toEqual([10, 15, 20]);
  });

  it('has as many outputs as inputs', async () => {
    const run = runCalculator(sequencer, { inputs: { INPUT: [], 'INPUT:1': [] }, outputs: ['OUTPUT'] });
    await expect(run).rejects.toThrow('2 INPUT and 1 OUTPUT are connected.');
  });
});
