import {
  any,
  clockService,
  defineCalculator,
  number,
  repeated,
  required,
  sameAs,
  sameCount,
} from '../../graph/index.ts';
import { sideClock } from './side-clock.ts';

/** Reads the clock. MediaPipe: clock_timestamp_calculator.cc. */
export const clockTimestampCalculator = defineCalculator({
  name: 'ClockTimestampCalculator',
  summary: 'Sends with each packet the time of the clock at which it came.',
  example: `
calculator: ClockTimestampCalculator
input_stream: frame
output_stream: frame_came_at
`,
  inputs: { '': required(any, 'The stream') },
  outputs: { '': required(number, 'Microseconds of the clock') },
  sidePackets: { CLOCK: sideClock },
  services: { clock: clockService },
  open({ services, sidePackets }) {
    const clock = sidePackets.CLOCK ?? services.clock;
    return { map: () => clock.now() };
  },
});

/** Compares readings of the clock. MediaPipe: clock_latency_calculator.cc. */
export const clockLatencyCalculator = defineCalculator({
  name: 'ClockLatencyCalculator',
  summary: 'Sends how much later than REFERENCE each reading of the clock at the same timestamp is.',
  example: `
calculator: ClockLatencyCalculator
input_stream: [mask_came_at, REFERENCE:frame_came_at]
output_stream: mask_latency
`,
  inputs: {
    '': repeated(number, 'Readings of ClockTimestampCalculator. Microseconds', { min: 1 }),
    REFERENCE: required(number, 'The readings to compare with. Microseconds'),
  },
  outputs: { '': repeated(sameAs(''), 'Differences. Microseconds', { min: 1 }) },
  check: view => sameCount(view),
  open: () => ({
    process({ inputs, outputs }) {
      const reference = inputs.REFERENCE.value;
      if (reference === undefined) return;
      for (const [i, { value }] of inputs[''].entries()) {
        if (value !== undefined) outputs[''][i]?.emit(value - reference);
      }
    },
  }),
});
