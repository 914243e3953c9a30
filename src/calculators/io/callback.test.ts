import { describe, expect, it } from 'vitest';
import { type Packet, Timestamp } from '../../graph/index.ts';
import {
  type CalculatorRun,
  calculatorConformance,
  type InputEntry,
  runCalculator,
} from '../../graph/testing/index.ts';
import { callbackCalculator, callbackWithHeaderCalculator } from './callback.ts';

const numbers: readonly InputEntry[] = [
  [0, 1],
  [40_000, 2],
  [80_000, 3],
];

const runs: Readonly<Record<string, CalculatorRun>> = {
  CallbackCalculator: { inputs: { '': numbers }, sidePackets: { CALLBACK: () => undefined } },
  CallbackWithHeaderCalculator: {
    inputs: { INPUT: numbers, HEADER: [[Timestamp.PreStream, { rate: 1 }]] },
    sidePackets: { CALLBACK: () => undefined },
  },
};

describe.each([callbackCalculator, callbackWithHeaderCalculator])('$name', calculator => {
  const run = runs[calculator.name];
  if (run === undefined) throw new Error(`${calculator.name} has no run.`);
  for (const test of calculatorConformance(calculator, { cases: { 'an ordinary run': run } })) it(test.name, test.run);
});

describe('CallbackCalculator', () => {
  it('calls a function of one packet, or of a row of packets, with bounds if asked', async () => {
    const seen: unknown[] = [];
    const note = (packet: Packet) => {
      seen.push([packet.timestamp, packet.value]);
    };
    await runCalculator(callbackCalculator, { inputs: { '': numbers }, sidePackets: { CALLBACK: note } });
    expect(seen).toEqual(numbers);

    const rows: unknown[] = [];
    const noteRow = (packets: readonly Packet[]) => {
      rows.push(packets.map(packet => packet.value));
    };
    const inputs = { '': numbers, ':1': [[40_000, 'x'], [60_000]] } as const;
    await runCalculator(callbackCalculator, { inputs, sidePackets: { VECTOR_CALLBACK: noteRow } });
    expect(rows).toEqual([
      [1, undefined],
      [2, 'x'],
      [3, undefined],
    ]);
  });

  it('refuses what is no function, and both kinds at once', async () => {
    const run = (sidePackets: Readonly<Record<string, unknown>>) =>
      runCalculator(callbackCalculator, { inputs: { '': numbers }, sidePackets });
    await expect(run({ CALLBACK: 3 })).rejects.toThrow('side packet CALLBACK: is no function');
    await expect(run({})).rejects.toThrow('CALLBACK or VECTOR_CALLBACK is needed');
    await expect(run({ CALLBACK: () => undefined, VECTOR_CALLBACK: () => undefined })).rejects.toThrow('one of them');
  });
});

describe('CallbackWithHeaderCalculator', () => {
  const run = (header: readonly InputEntry[]) => {
    const seen: unknown[] = [];
    const CALLBACK = (packet: Packet, given: unknown) => {
      seen.push([packet.value, given]);
    };
    const inputs = { INPUT: numbers, HEADER: header };
    return runCalculator(callbackWithHeaderCalculator, { inputs, sidePackets: { CALLBACK } }).then(() => seen);
  };

  it('hands over the header that came as a packet', async () => {
    expect(await run([[Timestamp.PreStream, 'h']])).toEqual([
      [1, 'h'],
      [2, 'h'],
      [3, 'h'],
    ]);
  });

  it('fails without a header, and keeps to the first of two', async () => {
    await expect(run([])).rejects.toMatchObject({
      code: 'UNKNOWN',
      message: expect.stringContaining('a packet came before the header') as unknown,
    });
    const twice = await run([
      [0, 'h'],
      [1, 'i'],
    ]);
    expect(twice).toEqual([1, 2, 3].map(value => [value, 'h']));
  });
});
