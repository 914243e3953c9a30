import type { Calculator } from '../../graph/index.ts';
import { clockLatencyCalculator, clockTimestampCalculator } from './clock-timestamp.ts';
import { graphProfileCalculator } from './graph-profile.ts';
import { latencyProbeCalculator } from './latency-probe.ts';
import { packetFrequencyCalculator } from './packet-frequency.ts';
import { packetLatencyCalculator } from './packet-latency.ts';

/** Calculators that measure a graph while it runs. */
export const measureCalculators: readonly Calculator[] = [
  clockLatencyCalculator,
  clockTimestampCalculator,
  graphProfileCalculator,
  latencyProbeCalculator,
  packetFrequencyCalculator,
  packetLatencyCalculator,
];
