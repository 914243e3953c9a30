import { describe, expect, it } from 'vitest';
import {
  type CalculatorRun,
  calculatorConformance,
  type InputEntry,
  runCalculator,
} from '../../graph/testing/index.ts';
import { coreCalculators } from './index.ts';
import { streamToSidePacketCalculator } from './stream-to-side-packet.ts';

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
  LatencyProbeCalculator: { inputs: { START: numbers, END: numbers } },
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

describe('the core calculators', () => {
  it('are each tried', () => {
    expect(coreCalculators.map(one => one.name)).toEqual(Object.keys(runs));
  });

  for (const calculator of coreCalculators) {
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
