import { describe, expect, it } from 'vitest';
import { type Calculator, createGraph, createRegistry, planGraph, Timestamp } from '../../graph/index.ts';
import {
  type CalculatorRun,
  calculatorConformance,
  type InputEntry,
  runCalculator,
} from '../../graph/testing/index.ts';
import { bypassCalculator } from './bypass.ts';
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

describe('AddHeaderCalculator', () => {
  const addHeader = calculatorOf('AddHeaderCalculator');

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

describe('CountingSourceCalculator', () => {
  const counting = calculatorOf('CountingSourceCalculator');

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

  it('null is a value that need not be replaced', async () => {
    const { sidePackets } = await runCalculator(calculatorOf('DefaultSidePacketCalculator'), {
      sidePackets: { OPTIONAL_VALUE: null, DEFAULT_VALUE: 3 },
    });
    expect(sidePackets).toEqual({ VALUE: null });
  });
});

describe('ConstantSidePacketCalculator', () => {
  it('takes lists and headers, and leaves other side packets unset', async () => {
    const packet = [{ time_series_header_value: { sample_rate: 44_100 } }, { int_vector_value: { int_value: [1, 2] } }];
    const { sidePackets } = await runCalculator(calculatorOf('ConstantSidePacketCalculator'), {
      options: { packet },
      outputSidePackets: ['PACKET:0', 'OTHER', 'PACKET:1'],
    });
    expect(sidePackets).toEqual({ 'PACKET:0': { sample_rate: 44_100 }, 'PACKET:1': [1, 2] });
  });
});

describe('RealTimeFlowLimiterCalculator', () => {
  const limiter = calculatorOf('RealTimeFlowLimiterCalculator');

  it('lets the same timestamps in on all streams, and counts the changes of ALLOW', async () => {
    const { outputs } = await runCalculator(limiter, {
      inputs: {
        '': [
          [1, 'a1'],
          [4, 'a4'],
        ],
        ':1': [
          [1, 'b1'],
          [2, 'b2'],
          [4, 'b4'],
        ],
        FINISHED: [[3, 'done']],
      },
      outputs: ['', ':1', 'ALLOW'],
    });
    expect(outputs['']).toEqual([
      [1, 'a1'],
      [4, 'a4'],
    ]);
    expect(outputs[':1']).toEqual([
      [1, 'b1'],
      [4, 'b4'],
    ]);
    expect(outputs['ALLOW']).toEqual([
      [1, false],
      [2, true],
      [3, false],
    ]);
  });

  it('fails when more finishes than was let in', async () => {
    await expect(runCalculator(limiter, { inputs: { '': [], FINISHED: [[0, 1]] } })).rejects.toMatchObject({
      code: 'INTERNAL',
    });
  });
});

describe('FlowLimiterCalculator', () => {
  it('takes other limits from a stream', async () => {
    const { outputs } = await runCalculator(calculatorOf('FlowLimiterCalculator'), {
      inputs: { '': numbers, FINISHED: [], OPTIONS: [[50_000, { max_in_flight: 2 }]] },
      outputs: [''],
    });
    expect(outputs['']).toEqual([
      [0, 1],
      [80_000, 3],
    ]);
  });
});

describe('PacketResamplerCalculator', () => {
  const resampler = calculatorOf('PacketResamplerCalculator');
  const inputs = { '': [-222, 15_000, 32_000, 49_999, 150_000].map(time => [time, time] as const) };

  it('lets points pass that are half a period outside of rounded limits', async () => {
    const options = { frame_rate: 30, base_timestamp: 0, start_time: 40_000, end_time: 160_000 };
    const times = async (round_limits: boolean): Promise<unknown> => {
      const { outputs } = await runCalculator(resampler, {
        inputs,
        outputs: [''],
        options: { ...options, round_limits },
      });
      return outputs['']?.map(([time]) => time);
    };
    expect(await times(false)).toEqual([66_667, 100_000, 133_333]);
    expect(await times(true)).toEqual([33_333, 66_667, 100_000, 133_333, 166_667]);
  });

  it('tells the next point that is open, and sends a header that nobody gave', async () => {
    const { bounds, outputs } = await runCalculator(resampler, {
      inputs: { DATA: [[0, 'x']] },
      outputs: ['DATA', 'VIDEO_HEADER'],
      options: { frame_rate: 10 },
      bounds: true,
    });
    expect(bounds['DATA']).toEqual([99_999]);
    expect(outputs['VIDEO_HEADER']).toEqual([[Timestamp.PreStream, { frame_rate: 10 }]]);
  });

  it('refuses more than a packet per microsecond', async () => {
    await expect(
      runCalculator(resampler, { inputs, outputs: [''], options: { frame_rate: 1_000_001 } }),
    ).rejects.toThrow(/Give at most one packet per microsecond/);
  });
});

describe('PacketThinnerCalculator', () => {
  const thinner = calculatorOf('PacketThinnerCalculator');

  it('ends its stream at end_time', async () => {
    const { bounds } = await runCalculator(thinner, {
      inputs: { '': numbers },
      options: { period: 5, start_time: 0, end_time: 40_000 },
      bounds: true,
    });
    // The packet at 80,000 says nothing any more: the stream has ended.
    expect(bounds['']).toEqual([-1, 4, 40_000]);
  });

  it('refuses an end before the start', async () => {
    await expect(
      runCalculator(thinner, { inputs: { '': numbers }, options: { start_time: 9, end_time: 9 } }),
    ).rejects.toThrow(/start_time 9 is not before end_time 9/);
  });
});

describe('MergeCalculator', () => {
  it('joins streams of different types', async () => {
    const numbersOrTexts = {
      input_stream: ['texts', 'bounds'],
      node: [
        {
          calculator: 'BeginLoopStringCalculator',
          input_stream: 'ITERABLE:texts',
          output_stream: ['ITEM:a', 'BATCH_END:c'],
        },
        {
          calculator: 'BeginLoopIntCalculator',
          input_stream: 'ITERABLE:bounds',
          output_stream: ['ITEM:b', 'BATCH_END:d'],
        },
        { calculator: 'MergeCalculator', input_stream: ['a', 'b'], output_stream: 'joined' },
      ],
    };
    const graph = createGraph(planGraph(numbersOrTexts, { registry: createRegistry(coreCalculators) }));
    const seen: unknown[] = [];
    graph.observe('joined', packet => seen.push(packet.value));
    graph.start();
    await graph.add('texts', ['one'], 0);
    await graph.add('bounds', [], 0);
    await graph.add('bounds', [2], 1);
    graph.closeAllInputs();
    await graph.done();
    expect(seen).toEqual(['one', 2]);
  });
});

describe('PacketSequencerCalculator', () => {
  const sequencer = calculatorOf('PacketSequencerCalculator');

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

describe('SidePacketToStreamCalculator', () => {
  it('sends its packet though all sources are closed before their first call', async () => {
    const registry = createRegistry([calculatorOf('SidePacketToStreamCalculator')]);
    const node = {
      calculator: 'SidePacketToStreamCalculator',
      input_side_packet: 'side',
      output_stream: 'AT_ZERO:out',
    };
    const graph = createGraph(planGraph({ input_side_packet: 'side', output_stream: 'out', node }, { registry }));
    const seen: unknown[] = [];
    graph.observe('out', packet => void seen.push([packet.timestamp, packet.value]));
    graph.start({ sidePackets: { side: 7 } });
    graph.closeAllPacketSources();
    await graph.done();
    expect(seen).toEqual([[0, 7]]);
  });
});

describe('BeginLoopCalculator', () => {
  it('opens a batch at every settled time, TICK or not', async () => {
    const { outputs } = await runCalculator(calculatorOf('BeginLoopCalculator'), {
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
