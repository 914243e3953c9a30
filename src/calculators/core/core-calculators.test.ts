import { describe, expect, it } from 'vitest';
import { type Packet, Timestamp } from '../../graph/index.ts';
import {
  type CalculatorRun,
  calculatorConformance,
  type InputEntry,
  runCalculator,
} from '../../graph/testing/index.ts';
import { bypassCalculator } from './bypass.ts';
import { callbackCalculator, callbackWithHeaderCalculator } from './callback.ts';
import { coreCalculators } from './index.ts';
import { streamToSidePacketCalculator } from './stream-to-side-packet.ts';
import { typedLoopCalculators } from './typed-loops.ts';

const numbers: readonly InputEntry[] = [
  [0, 1],
  [40_000, 2],
  [80_000, 3],
];
const flags: readonly InputEntry[] = [
  [0, true],
  [40_000, false],
  [80_000, true],
];

/** One ordinary run per calculator; what is missing here fails below. */
const runs: Readonly<Record<string, CalculatorRun>> = {
  AddHeaderCalculator: { inputs: { DATA: numbers }, sidePackets: { HEADER: { frame_rate: 25 } } },
  BeginItemLoopCalculator: { inputs: { ITEM: numbers, 'ITEM:1': numbers }, outputs: ['ITEM', 'BATCH_END'] },
  BeginLoopCalculator: {
    inputs: {
      ITERABLE: [
        [0, [1, 2]],
        [5, []],
        [9, [3]],
      ],
    },
    outputs: ['ITEM', 'BATCH_END'],
  },
  BypassCalculator: {
    inputs: { IMAGE: numbers, LANDMARKS: numbers },
    outputs: ['IMAGE', 'MASK'],
    options: { pass_input_stream: ['IMAGE'], pass_output_stream: ['IMAGE'] },
  },
  CallbackCalculator: { inputs: { '': numbers }, sidePackets: { CALLBACK: () => undefined } },
  CallbackWithHeaderCalculator: {
    inputs: { INPUT: numbers, HEADER: [[Timestamp.PreStream, { rate: 1 }]] },
    sidePackets: { CALLBACK: () => undefined },
  },
  ConstantSidePacketCalculator: { options: { packet: [{ int_value: 3 }] } },
  CountingSourceCalculator: { sidePackets: { MAX_COUNT: 3 } },
  DefaultSidePacketCalculator: { sidePackets: { DEFAULT_VALUE: 3 } },
  EndItemLoopCalculator: { inputs: { ITEM: [[0, 1]], BATCH_END: [[0, 100]] } },
  EndLoopCalculator: {
    inputs: {
      ITEM: [
        [0, 1],
        [1, 2],
      ],
      BATCH_END: [[1, 100]],
    },
  },
  FlowLimiterCalculator: { inputs: { '': numbers, FINISHED: numbers } },
  GateCalculator: { inputs: { '': numbers, ALLOW: flags } },
  ImmediateMuxCalculator: { inputs: { '': numbers, ':1': numbers } },
  MakePairCalculator: { inputs: { '': numbers, ':1': [[0, 1]] } },
  MergeCalculator: { inputs: { '': [[0, 1]], ':1': [[1, 2]] } },
  MuxCalculator: {
    inputs: {
      'INPUT:0': numbers,
      'INPUT:1': numbers,
      SELECT: [
        [0, 1],
        [40_000, 0],
        [80_000, 1],
      ],
    },
  },
  PacketClonerCalculator: {
    inputs: {
      '': numbers,
      TICK: [
        [10, 0],
        [50_000, 0],
      ],
    },
  },
  PacketInnerJoinCalculator: { inputs: { '': numbers, ':1': [[0, 1]] }, outputs: ['', ':1'] },
  PacketPresenceCalculator: { inputs: { PACKET: numbers } },
  PacketResamplerCalculator: { inputs: { '': numbers }, outputs: [''], options: { frame_rate: 50 } },
  PacketSequencerCalculator: { inputs: { INPUT: numbers, TICK: numbers } },
  PacketThinnerCalculator: { inputs: { '': numbers }, options: { period: 50_000 } },
  PassThroughCalculator: { inputs: { '': numbers, TAG: numbers }, outputs: ['', 'TAG'] },
  PreviousLoopbackCalculator: { inputs: { MAIN: numbers, LOOP: numbers } },
  RealTimeFlowLimiterCalculator: { inputs: { '': numbers, FINISHED: [[0, 1]] } },
  RoundRobinDemuxCalculator: { inputs: { '': numbers }, outputs: ['OUTPUT:0', 'OUTPUT:1', 'SELECT'] },
  SequenceShiftCalculator: { inputs: { '': numbers }, options: { packet_offset: 1 } },
  SidePacketToStreamCalculator: { inputs: { TICK: numbers }, sidePackets: { '': 7 }, outputs: ['AT_TICK'] },
  StreamToSidePacketCalculator: { inputs: { '': [[0, 1]] } },
  SwitchDemuxCalculator: {
    inputs: {
      SELECT: [
        [0, 0],
        [50_000, 1],
      ],
      A: numbers,
    },
    outputs: ['C0__A', 'C1__A'],
  },
  SwitchMuxCalculator: {
    inputs: {
      SELECT: [
        [0, 0],
        [50_000, 1],
      ],
      C0__A: numbers,
      C1__A: numbers,
    },
    outputs: ['A'],
  },
  ValueOrDefaultCalculator: { inputs: { IN: [[0, 5]], TICK: numbers }, sidePackets: { '': 0 } },
};

// The typed names have a test of their own.
const generic = coreCalculators.filter(one => !typedLoopCalculators.includes(one));

describe('the core calculators', () => {
  it('are each tried', () => {
    expect(generic.map(one => one.name)).toEqual(Object.keys(runs));
  });

  for (const calculator of generic) {
    const cases = { 'an ordinary run': runs[calculator.name] ?? {} };
    for (const test of calculatorConformance(calculator, { cases })) {
      // It promises a side packet, so a stream without a packet is an error: see below.
      if (calculator === streamToSidePacketCalculator && test.name.includes('without packets')) continue;
      it(test.name, test.run);
    }
  }
});

describe('StreamToSidePacketCalculator', () => {
  it('takes the one packet, and fails without one or with two', async () => {
    const run = (entries: readonly InputEntry[]) =>
      runCalculator(streamToSidePacketCalculator, { inputs: { '': entries } });
    expect((await run([[5, 'x']])).sidePackets).toEqual({ '': 'x' });
    await expect(run([])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(run(numbers)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });
});

describe('what is left out on purpose', () => {
  it.each([
    ['PacketResamplerCalculator', { inputs: { '': numbers }, outputs: [''], options: { frame_rate: 12.5 } }, 1],
    ['PacketResamplerCalculator', { inputs: { '': numbers }, outputs: [''], options: { frame_rate: 50 } }, 0],
    [
      'PacketResamplerCalculator',
      { inputs: { '': numbers }, outputs: [''], options: { frame_rate: 25, end_time: 80_000 } },
      1,
    ],
    ['BypassCalculator', runs['BypassCalculator'] ?? {}, 3],
  ] satisfies [string, CalculatorRun, number][])('%s counts it as filtered', async (name, run, filtered) => {
    const calculator = coreCalculators.find(one => one.name === name);
    if (calculator === undefined) throw new Error(`no ${name}`);
    const { counters } = await runCalculator(calculator, run);
    expect(counters('filtered')).toBe(filtered);
  });
});

describe('BypassCalculator', () => {
  it('sends on what is named, and bounds only on other outputs', async () => {
    const { outputs } = await runCalculator(bypassCalculator, {
      inputs: { '': numbers, A: numbers },
      outputs: ['', 'B'],
      options: { pass_input_stream: ['A'], pass_output_stream: [':0'] },
    });
    expect(outputs).toEqual({ '': numbers, B: [] });
  });

  it.each([
    [{ pass_input_stream: ['A'] }, /names 1 streams and pass_output_stream 0/],
    [{ pass_input_stream: ['A:1'], pass_output_stream: ['B'] }, /pass_input_stream names A:1, which is not connected/],
    [{ pass_input_stream: ['A'], pass_output_stream: ['C'] }, /pass_output_stream names C/],
  ])('refuses %j', async (options, message) => {
    const run = runCalculator(bypassCalculator, { inputs: { A: numbers }, outputs: ['B'], options });
    await expect(run).rejects.toThrow(message);
  });
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

  it('fails without a header, and with two', async () => {
    await expect(run([])).rejects.toThrow('a packet came before the header');
    const twice = run([
      [0, 'h'],
      [1, 'i'],
    ]);
    await expect(twice).rejects.toThrow('a header came twice');
  });
});
