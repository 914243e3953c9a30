import { any, clockService, defineCalculator, option, record, repeated, required } from '../../graph/index.ts';
import { createLatencyHistogram } from './latency-histogram.ts';
import { sideClock } from './side-clock.ts';

/** Measures how far streams lag behind a reference. MediaPipe: packet_latency_calculator.cc. */
export const packetLatencyCalculator = defineCalculator({
  name: 'PacketLatencyCalculator',
  summary:
    'Tells with each packet how long after the REFERENCE_SIGNAL packet of the same timestamp it came, with the average and a histogram.',
  example: `
calculator: PacketLatencyCalculator
input_stream: [mask, result, REFERENCE_SIGNAL:frame]
output_stream: [mask_latency, result_latency]
options: {packet_labels: [mask, result]}
`,
  inputs: {
    '': repeated(any, 'The streams to measure', { min: 1 }),
    REFERENCE_SIGNAL: required(any, 'When work on a timestamp begins'),
  },
  outputs: { '': repeated(record, 'A PacketLatency: microseconds of the clock', { min: 1 }) },
  options: {
    num_intervals: option.integer({ description: 'Intervals of the histogram', default: 10, minimum: 1 }),
    interval_size_usec: option.integer({ description: 'Microseconds per interval', default: 10_000, minimum: 1 }),
    reset_duration_usec: option.integer({
      description: 'Start anew after so many microseconds of the clock; -1: never',
      default: -1,
    }),
    packet_labels: option.list(option.string({ description: 'A name', required: true }), {
      description: 'Names of the streams, in their order',
      default: [],
    }),
  },
  sidePackets: { CLOCK: sideClock },
  services: { clock: clockService },
  inputPolicy: 'ImmediateInputStreamHandler',
  timestampOffset: null,
  *check(view) {
    const count = view.inputs('');
    if (count !== view.outputs('')) {
      yield `${count} untagged inputs and ${view.outputs('')} outputs are connected. Connect as many of each.`;
    }
    const { packet_labels: labels } = view.options;
    if (labels.length > 0 && labels.length !== count) {
      yield `${labels.length} packet_labels are given for ${count} inputs. Give as many, or none.`;
    }
  },
  open({ options, services, sidePackets, inputs: opened }) {
    const clock = sidePackets.CLOCK ?? services.clock;
    const histograms = opened[''].map((_, i) =>
      createLatencyHistogram(options.num_intervals, options.interval_size_usec, options.packet_labels[i] ?? ''),
    );
    const passed = opened[''].map(() => Number.NEGATIVE_INFINITY);
    const started = new Map<number, number>();
    let lastReset = clock.now();
    return {
      process({ inputs, outputs, inputTimestamp }) {
        const now = clock.now();
        if (options.reset_duration_usec >= 0 && now - lastReset >= options.reset_duration_usec) {
          lastReset = now;
          for (const histogram of histograms) histogram.clear();
        }
        if (!inputs.REFERENCE_SIGNAL.isEmpty) started.set(inputTimestamp, now);
        for (const [i, input] of inputs[''].entries()) {
          passed[i] = input.isDone ? Number.POSITIVE_INFINITY : input.packet.timestamp;
          const start = input.isEmpty ? undefined : started.get(inputTimestamp);
          const latency = start === undefined ? undefined : histograms[i]?.add(now - start);
          if (latency !== undefined) outputs[''][i]?.emit({ ...latency });
        }
        const done = Math.min(...passed);
        for (const time of started.keys()) if (time <= done) started.delete(time);
      },
    };
  },
});
