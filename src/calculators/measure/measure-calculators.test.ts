import { describe, expect, it } from 'vitest';
import { clockService } from '../../graph/index.ts';
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
  PacketFrequencyCalculator: { inputs: { '': ticks } },
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
  it('counts the intervals of the window', async () => {
    const { outputs } = await runCalculator(packetFrequencyCalculator, {
      inputs: { '': ticks },
      options: { time_window_sec: 1, label: ['camera'] },
    });
    const rates = outputs['']?.map(([, value]) => (value as { packet_frequency_hz: number }).packet_frequency_hz);
    expect(rates).toEqual([0, 2, 2, 0.5]);
  });
});

describe('PacketLatencyCalculator', () => {
  it('compares arrivals, and keeps a histogram', async () => {
    const { outputs } = await runCalculator(packetLatencyCalculator, {
      inputs: { REFERENCE_SIGNAL: ticks.slice(0, 2), '': ticks.slice(0, 2) },
      options: { interval_size_usec: 1000, num_intervals: 3, packet_labels: ['mask'] },
      services: steppingServices(),
    });
    const [first, last] = outputs['']?.map(([, value]) => value as { current_latency_usec: number }) ?? [];
    expect(first?.current_latency_usec).toBeGreaterThanOrEqual(0);
    expect(last).toMatchObject({ label: 'mask', num_intervals: 3, interval_size_usec: 1000 });
    const { counts } = last as unknown as { counts: readonly number[] };
    expect(counts.reduce((sum, one) => sum + one)).toBe(2);
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
