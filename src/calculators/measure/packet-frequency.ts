import { any, defineCalculator, option, record, repeated, sameCount } from '../../graph/index.ts';

/** Measures rates. MediaPipe: packet_frequency_calculator.cc. */
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
      description: 'Names of the streams, in their order',
      default: [],
    }),
  },
  *check(view) {
    yield* sameCount(view);
    const { label } = view.options;
    if (label.length > 0 && label.length !== view.inputs('')) {
      yield `${label.length} labels are given for ${view.inputs('')} inputs. Give as many, or none.`;
    }
  },
  open({ options: { time_window_sec, label }, inputs: opened }) {
    const window = time_window_sec * 1e6;
    const recent = opened[''].map((): number[] => []);
    return {
      process({ inputs, outputs, inputTimestamp: now }) {
        for (const [i, input] of inputs[''].entries()) {
          const times = recent[i];
          if (input.isEmpty || times === undefined) continue;
          times.push(now);
          while (times.length > 2 && now - (times[0] ?? now) > window) times.shift();
          const elapsed = now - (times[0] ?? now);
          const rate = elapsed === 0 ? 0 : ((times.length - 1) * 1e6) / elapsed;
          outputs[''][i]?.emit({ packet_frequency_hz: rate, label: label[i] ?? '' });
        }
      },
    };
  },
});
