import { describe, expect, it } from 'vitest';
import { Timestamp } from '../../graph/index.ts';
import { type InputEntry, runCalculator } from '../../graph/testing/index.ts';
import { addHeaderCalculator } from './add-header.ts';

const numbers: readonly InputEntry[] = [
  [0, 1],
  [40_000, 2],
  [80_000, 3],
];

describe('AddHeaderCalculator', () => {
  const addHeader = addHeaderCalculator;

  it('sends every packet on, that before all data too', async () => {
    const DATA = [[Timestamp.PreStream, 'summary']] as const;
    const { outputs, headers } = await runCalculator(addHeader, { inputs: { DATA }, sidePackets: { HEADER: 'h' } });
    expect(outputs['']).toEqual([[Timestamp.PreStream, 'summary']]);
    expect(headers['']).toBe('h');
  });

  it('refuses packets on the stream of the header', async () => {
    await expect(runCalculator(addHeader, { inputs: { DATA: numbers, HEADER: numbers } })).rejects.toThrow(
      /HEADER has a packet at 0/,
    );
  });
});
