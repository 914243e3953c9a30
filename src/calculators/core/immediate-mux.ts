import { any, defineCalculator, option, raiseBound, repeated, Timestamp } from '../../graph/index.ts';

/** Joins streams in the order in which packets arrive. MediaPipe: immediate_mux_calculator.cc. */
export const immediateMuxCalculator = defineCalculator({
  name: 'ImmediateMuxCalculator',
  summary: 'Sends packets on as they arrive, from whichever input; one that is too old for the output is dropped.',
  example: `
calculator: ImmediateMuxCalculator
input_stream: [quick_result, exact_result]
output_stream: result
`,
  inputs: { '': repeated(any, 'The streams', { min: 1 }) },
  outputs: {
    '': repeated(any, 'The packets; a second output tells for each whether it was sent (boolean)', { min: 1 }),
  },
  options: {
    process_timestamp_bounds: option.boolean({ description: 'Whether bounds are sent on as well', default: false }),
  },
  inputPolicy: 'ImmediateInputStreamHandler',
  processTimestampBounds: true,
  timestampOffset: null,
  *check(view) {
    if (view.outputs('') > 2) yield `${view.outputs('')} outputs are connected. Connect one or two.`;
  },
  open({ options }) {
    return {
      process(call) {
        const { inputs, outputs, inputTimestamp } = call;
        const [main, presence] = outputs[''];
        if (main === undefined) return;
        for (const { isEmpty, packet } of inputs['']) {
          if (isEmpty) continue;
          const isSent = packet.timestamp >= main.nextTimestampBound;
          if (isSent) main.forward(packet);
          else call.drop('older than the output');
          presence?.emit(isSent, Math.max(packet.timestamp, presence.nextTimestampBound));
        }
        if (!options.process_timestamp_bounds) return;
        const settled = Math.max(...inputs[''].map(input => input.packet.timestamp));
        if (settled >= Timestamp.Max) return;
        raiseBound(main, Timestamp.next(Math.min(settled, inputTimestamp)));
      },
    };
  },
});
