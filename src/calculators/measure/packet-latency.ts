import { any, clockService, defineCalculator, option, record, repeated, required } from '../../graph/index.ts';
import { createLatencyHistogram } from './latency-histogram.ts';
import { sideClock } from './side-clock.ts';

/**
 * Measures how far streams lag behind a reference. MediaPipe: packet_latency_calculator.cc.
 *
 * The first REFERENCE_SIGNAL packet sets the clock of the timestamps: it came at its own time. The latency of a packet is how
 * much later than its timestamp it comes by that clock, so timestamps must be microseconds of real time, as a camera's are.
 * Before the first reference packet nothing is sent, nor for a packet that comes before its time. Unless the graph says otherwise
 * the inputs are not joined: a packet that waits for others would seem late.
 */
export const packetLatencyCalculator = defineCalculator({
  name: 'PacketLatencyCalculator',
  summary:
    'Tells with each packet how much later than its timestamp it came, by a clock that the first REFERENCE_SIGNAL packet sets, with the average and a histogram.',
  example: `
calculator: PacketLatencyCalculator
input_stream: [mask, result, REFERENCE_SIGNAL:frame]
output_stream: [mask_latency, result_latency]
options: {packet_labels: [mask, result]}
`,
  inputs: {
    '': repeated(any, 'The streams to measure', { min: 1 }),
    REFERENCE_SIGNAL: required(any, 'What the streams are made of, such as frames of a camera'),
  },
  outputs: { '': repeated(record, 'A PacketLatency: microseconds of the clock', { min: 1 }) },
  options: {
    num_intervals: option.integer({ description: 'Intervals of the histogram', default: 10, minimum: 1 }),
    interval_size_usec: option.integer({ description: 'Microseconds per interval', default: 10_000, minimum: 1 }),
    reset_duration_usec: option.integer({
      description: 'Begin average and histogram anew after so many microseconds of the clock; 0 or less: never',
      default: -1,
    }),
    packet_labels: option.list(option.string({ description: 'A name', required: true }), {
      description: 'A label for each stream, in their order. Default: the names of the streams',
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
    const histograms = opened[''].map(({ name }, i) =>
      createLatencyHistogram(options.num_intervals, options.interval_size_usec, options.packet_labels[i] ?? name),
    );
    let begin: number | undefined;
    let lastReset = 0;
    return {
      process({ inputs, outputs, inputTimestamp }) {
        if (begin === undefined && inputs.REFERENCE_SIGNAL.isEmpty) return;
        const now = clock.now();
        if (begin === undefined) {
          begin = now - inputTimestamp;
          lastReset = now;
        }
        if (options.reset_duration_usec > 0 && now - lastReset >= options.reset_duration_usec) {
          lastReset = now;
          for (const histogram of histograms) histogram.clear();
        }
        const latency = now - begin - inputTimestamp;
        if (latency < 0) return;
        for (const [i, input] of inputs[''].entries()) {
          const measured = input.isEmpty ? undefined : histograms[i]?.add(latency);
          if (measured !== undefined) outputs[''][i]?.emit({ ...measured });
        }
      },
    };
  },
});
