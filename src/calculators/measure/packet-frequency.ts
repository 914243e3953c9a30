import { any, defineCalculator, option, record, repeated, sameCount, type Timestamp } from '../../graph/index.ts';

/**
 * Measures rates. MediaPipe: packet_frequency_calculator.cc.
 *
 * The rate is the number of timestamps in the window, that of the packet among them, divided by the window, or by the time
 * since the first packet of the stream where that is shorter. One that lies exactly a window back counts.
 *
 * MediaPipe answers only the first input of a call that has a packet, and so loses packets of several streams at one
 * timestamp unless the graph sets ImmediateInputStreamHandler. Here every input is answered, whatever the graph sets; with
 * that handler the outputs are the same.
 */
export const packetFrequencyCalculator = defineCalculator({
  name: 'PacketFrequencyCalculator',
  summary: 'Tells with each packet at which rate packets have come lately, by their timestamps.',
  example: `
calculator: PacketFrequencyCalculator
input_stream: frame
output_stream: frame_rate
options: {time_window_sec: 1, label: camera}
`,
  inputs: { '': repeated(any, 'The streams', { min: 1 }) },
  outputs: { '': repeated(record, '{packet_frequency_hz, label}; 0 Hz with the first packet', { min: 1 }) },
  options: {
    time_window_sec: option.number({
      description: 'Seconds of stream time to look back',
      default: 3,
      exclusiveMinimum: 0,
      maximum: 100,
    }),
    label: option.list(option.string({ description: 'A name', required: true }), {
      description: 'A name for each stream, in their order',
      default: [],
    }),
  },
  timestampOffset: null,
  *check(view) {
    yield* sameCount(view);
    const { label } = view.options;
    if (label.length !== view.inputs('')) {
      yield `${label.length} labels are given for ${view.inputs('')} inputs. Give as many.`;
    }
    if (label.includes('')) yield 'A label is empty. Name each stream.';
  },
  open({ options: { time_window_sec, label }, inputs: opened }) {
    const window = time_window_sec * 1e6;
    const streams = opened[''].map(() => ({ first: undefined as Timestamp | undefined, recent: [] as Timestamp[] }));
    return {
      process({ inputs, outputs, inputTimestamp: now }) {
        for (const [i, stream] of streams.entries()) {
          if (inputs[''][i]?.isEmpty !== false) continue;
          stream.first ??= now;
          stream.recent.push(now);
          while (stream.recent[0] !== undefined && now - stream.recent[0] > window) stream.recent.shift();
          const seconds = Math.min(now - stream.first, window) / 1e6;
          const rate = seconds === 0 ? 0 : stream.recent.length / seconds;
          outputs[''][i]?.emit({ packet_frequency_hz: rate, label: label[i] ?? '' });
        }
      },
    };
  },
});
