import { describe, expect, it } from 'vitest';
import { type Calculator, Timestamp } from '../../graph/index.ts';
import {
  type CalculatorRun,
  calculatorConformance,
  type InputEntry,
  runCalculator,
} from '../../graph/testing/index.ts';
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
  ValueOrDefaultCalculator: { inputs: { IN: [[0, 5]], TICK: numbers }, sidePackets: { '': 0 } },
};

// The typed names have tests of their own.
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

describe('the edges of small calculators', () => {
  it('a count of 0 sends nothing, or fails at once', async () => {
    const count = (sidePackets: Readonly<Record<string, unknown>>) =>
      runCalculator(calculatorOf('CountingSourceCalculator'), { sidePackets });
    expect((await count({ MAX_COUNT: 0 })).outputs['']).toEqual([]);
    await expect(count({ MAX_COUNT: 0, ERROR_COUNT: 0 })).rejects.toMatchObject({ code: 'INTERNAL' });
    await expect(count({ MAX_COUNT: -1 })).rejects.toThrow('MAX_COUNT is -1. Give 0 or more.');
  });

  it('a packet before all data is present', async () => {
    const { outputs } = await runCalculator(calculatorOf('PacketPresenceCalculator'), {
      inputs: { PACKET: [[Timestamp.PreStream, 'x']] },
    });
    expect(outputs['PRESENCE']).toEqual([[Timestamp.PreStream, true]]);
  });

  it('a default takes the place of a missing packet under the header of the stream', async () => {
    const { headers } = await runCalculator(calculatorOf('ValueOrDefaultCalculator'), {
      inputs: { IN: [[0, 5]], TICK: numbers },
      sidePackets: { '': 0 },
      headers: { IN: { rate: 3 } },
    });
    expect(headers['OUT']).toEqual({ rate: 3 });
  });

  it('what comes back by a loop has the header of the loop', async () => {
    const { headers } = await runCalculator(calculatorOf('PreviousLoopbackCalculator'), {
      inputs: { MAIN: numbers, LOOP: numbers },
      headers: { LOOP: { rate: 3 } },
    });
    expect(headers['PREV_LOOP']).toEqual({ rate: 3 });
  });

  it('null is a value that need not be replaced', async () => {
    const { sidePackets } = await runCalculator(calculatorOf('DefaultSidePacketCalculator'), {
      sidePackets: { OPTIONAL_VALUE: null, DEFAULT_VALUE: 3 },
    });
    expect(sidePackets).toEqual({ VALUE: null });
  });
});

describe('bounds that follow those of the input', () => {
  it.each([
    ['PacketThinnerCalculator', { inputs: { '': [[9]] }, options: { period: 5 } }],
    ['SequenceShiftCalculator', { inputs: { '': [[9]] }, options: { packet_offset: 0 } }],
    ['SidePacketToStreamCalculator', { inputs: { TICK: [[9]] }, sidePackets: { '': 1 }, outputs: ['AT_TICK'] }],
  ] satisfies readonly (readonly [string, CalculatorRun])[])('%s', async (name, run) => {
    const { bounds } = await runCalculator(calculatorOf(name), { ...run, bounds: true });
    expect(Object.values(bounds)).toEqual([[9]]);
  });
});

/** The core calculator of a name. */
function calculatorOf(name: string): Calculator {
  const found = coreCalculators.find(one => one.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}
