import { describe, expect, it } from 'vitest';
import { clockService, createGraph, createRegistry, parseGraph, planGraph } from '../../graph/index.ts';
import {
  type CalculatorRun,
  calculatorConformance,
  type InputEntry,
  runCalculator,
  VirtualClock,
} from '../../graph/testing/index.ts';
import { clockTimestampCalculator } from './clock-timestamp.ts';
import { measureCalculators } from './index.ts';
import { latencyProbeCalculator } from './latency-probe.ts';
import { packetFrequencyCalculator } from './packet-frequency.ts';
import { packetLatencyCalculator } from './packet-latency.ts';

const ticks: readonly InputEntry[] = [
  [0, 'a'],
  [500_000, 'b'],
  [1_000_000, 'c'],
  [3_000_000, 'd'],
];

const runs: Readonly<Record<string, CalculatorRun>> = {
  ClockLatencyCalculator: { inputs: { '': [[0, 700]], REFERENCE: [[0, 200]] } },
  ClockTimestampCalculator: { inputs: { '': ticks } },
  GraphProfileCalculator: { inputs: { FRAME: ticks } },
  LatencyProbeCalculator: { inputs: { START: ticks, END: ticks } },
  PacketFrequencyCalculator: { inputs: { '': ticks }, options: { label: ['camera'] } },
  PacketLatencyCalculator: { inputs: { '': ticks, REFERENCE_SIGNAL: ticks } },
};

describe('the measuring calculators', () => {
  it('are each tried', () => {
    expect(measureCalculators.map(one => one.name)).toEqual(Object.keys(runs));
  });

  for (const calculator of measureCalculators) {
    const cases = { 'an ordinary run': runs[calculator.name] ?? {} };
    for (const test of calculatorConformance(calculator, { cases })) it(test.name, test.run);
  }
});

/** A clock that goes on by a millisecond at each look. */
function steppingServices() {
  const clock = new VirtualClock();
  let now = 0;
  return { [clockService.key]: Object.assign(clock, { now: () => (now += 1000) }) };
}

describe('PacketFrequencyCalculator', () => {
  const rates = async (times: readonly number[], options: Readonly<Record<string, unknown>> = {}) => {
    const { outputs } = await runCalculator(packetFrequencyCalculator, {
      inputs: { '': times.map((time): InputEntry => [time, 'x']) },
      options: { label: ['camera'], ...options },
    });
    return outputs['']?.map(([, value]) => (value as { packet_frequency_hz: number }).packet_frequency_hz);
  };

  it('counts the packets of the window, its own among them', async () => {
    const times = [0, 0.5, 1, 1.5, 3, 4, 9].map(seconds => seconds * 1e6);
    expect(await rates(times)).toEqual([0, 4, 3, 4 / 1.5, 5 / 3, 4 / 3, 1 / 3]);
  });

  it('counts a packet that is exactly a window back, and none that is further', async () => {
    expect(await rates([7, 1_000_007, 2_000_008], { time_window_sec: 1 })).toEqual([0, 2, 1]);
  });

  it('answers every input of a call, each by itself', async () => {
    const { outputs } = await runCalculator(packetFrequencyCalculator, {
      inputs: {
        '': [
          [0, 'a'],
          [1_000_000, 'b'],
        ],
        ':1': [[1_000_000, 'c']],
      },
      outputs: ['', ':1'],
      options: { label: ['left', 'right'] },
    });
    expect(outputs).toEqual({
      '': [
        [0, { packet_frequency_hz: 0, label: 'left' }],
        [1_000_000, { packet_frequency_hz: 2, label: 'left' }],
      ],
      ':1': [[1_000_000, { packet_frequency_hz: 0, label: 'right' }]],
    });
  });

  it.each([
    [{}, /0 labels are given for 1 inputs. Give as many./],
    [{ label: ['a', 'b'] }, /2 labels are given for 1 inputs./],
    [{ label: [''] }, /A label is empty./],
    [{ label: ['a'], time_window_sec: 0 }, /time_window_sec/],
    [{ label: ['a'], time_window_sec: 100.5 }, /time_window_sec/],
  ])('takes a name for each input, and a window of up to 100 seconds: not %j', async (options, message) => {
    const run = runCalculator(packetFrequencyCalculator, { inputs: { '': ticks }, options });
    await expect(run).rejects.toThrow(message);
  });
});

describe('PacketLatencyCalculator', () => {
  /** Adds packets `[clock, stream, timestamp]`, each when the clock shows its time. What came: `[timestamp, value]`. */
  async function latencies(arrivals: readonly (readonly [number, string, number])[], options = '') {
    const clock = new VirtualClock();
    const text = `
input_stream: [mask, result, frame]
output_stream: [mask_latency, result_latency]
node:
  calculator: PacketLatencyCalculator
  input_stream: [mask, result, REFERENCE_SIGNAL:frame]
  output_stream: [mask_latency, result_latency]
  options: {num_intervals: 3, interval_size_usec: 4${options}}
`;
    const graph = createGraph(
      planGraph(parseGraph(text, { file: 'latency.yaml' }), { registry: createRegistry(measureCalculators) }),
      { clock },
    );
    const seen: Record<string, unknown[]> = { mask_latency: [], result_latency: [] };
    for (const [stream, list] of Object.entries(seen)) {
      graph.observe(stream, ({ timestamp, value }) => {
        list.push([timestamp, value]);
      });
    }
    graph.start();
    await graph.idle();
    for (const [time, stream, timestamp] of arrivals) {
      clock.advance(time - clock.now());
      await graph.add(stream, 0, timestamp);
      await graph.idle();
    }
    graph.closeAllInputs();
    await graph.done();
    return seen;
  }
  const latency = (label: string, current: number, counts: readonly number[], sum: number, average: number) => ({
    current_latency_usec: current,
    num_intervals: 3,
    interval_size_usec: 4,
    counts,
    avg_latency_usec: average,
    sum_latency_usec: sum,
    label,
  });

  it('measures by the clock that the first reference packet sets', async () => {
    const seen = await latencies([
      [3, 'mask', 0],
      [12, 'frame', 10],
      [13, 'mask', 1],
      [14, 'mask', 8],
      [15, 'frame', 20],
      [15, 'result', 10],
    ]);
    expect(seen).toEqual({
      mask_latency: [
        [1, latency('mask', 10, [0, 0, 1], 10, 10)],
        [8, latency('mask', 4, [0, 1, 1], 14, 7)],
      ],
      result_latency: [[10, latency('result', 3, [1, 0, 0], 3, 3)]],
    });
  });

  it('takes labels, and says nothing of a packet before its time', async () => {
    const seen = await latencies(
      [
        [0, 'frame', 0],
        [4, 'mask', 5],
        [7, 'mask', 6],
      ],
      ', packet_labels: [one, two]',
    );
    expect(seen).toEqual({ mask_latency: [[6, latency('one', 1, [1, 0, 0], 1, 1)]], result_latency: [] });
  });

  it('begins anew after the time that the options give, counted from the first reference packet', async () => {
    const arrivals = [
      [50, 'frame', 0],
      [70, 'mask', 0],
      [170, 'mask', 115],
    ] as const;
    const seen = await latencies(arrivals, ', reset_duration_usec: 100');
    expect(seen['mask_latency']).toEqual([
      [0, latency('mask', 20, [0, 0, 1], 20, 20)],
      [115, latency('mask', 5, [0, 1, 0], 5, 5)],
    ]);
    const kept = await latencies(arrivals, ', reset_duration_usec: 0');
    expect(kept['mask_latency']?.[1]).toEqual([115, latency('mask', 5, [0, 1, 1], 25, 12)]);
  });
});

describe('the side packet CLOCK', () => {
  it('takes the place of the clock of the run', async () => {
    let now = 0;
    const { outputs } = await runCalculator(clockTimestampCalculator, {
      inputs: { '': ticks.slice(0, 2) },
      sidePackets: { CLOCK: { now: () => (now += 7) } },
    });
    expect(outputs['']?.map(([, value]) => value)).toEqual([7, 14]);
  });

  it('is a clock', async () => {
    const run = runCalculator(packetLatencyCalculator, {
      inputs: { REFERENCE_SIGNAL: [], '': [] },
      sidePackets: { CLOCK: 5 },
    });
    await expect(run).rejects.toThrow(/takes clock but was given/);
  });
});

describe('LatencyProbeCalculator', () => {
  it('measures from the start of a packet to its end', async () => {
    const { outputs } = await runCalculator(latencyProbeCalculator, {
      inputs: { START: ticks.slice(0, 1), END: ticks.slice(0, 1) },
      services: steppingServices(),
    });
    expect(outputs['LATENCY_MS']).toEqual([[0, 1]]);
  });
});
