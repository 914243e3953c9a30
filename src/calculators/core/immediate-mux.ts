import { any, boolean, defineCalculator, option, raiseBound, repeated, sameAs, Timestamp } from '../../graph/index.ts';

/**
 * Joins streams in the order in which packets arrive. MediaPipe: immediate_mux_calculator.cc.
 *
 * As there, the graph chooses: by ImmediateInputStreamHandler packets go on at once, and those that come too late are dropped;
 * by the default handler they go on in the order of time. Of packets with one timestamp that of the first input goes on.
 */
export const immediateMuxCalculator = defineCalculator({
  name: 'ImmediateMuxCalculator',
  summary: 'Sends packets on as they arrive, from whichever input; one that is too old for the output is dropped.',
  example: `
calculator: ImmediateMuxCalculator
input_stream: [quick_result, exact_result]
input_stream_handler: {input_stream_handler: ImmediateInputStreamHandler}
output_stream: result
`,
  inputs: { '': repeated(any, 'The streams', { min: 1 }) },
  outputs: {
    '': repeated(sameAs('', 'all'), 'The packets; a second output sends true for each that came, sent on or not', {
      min: 1,
    }),
  },
  options: {
    process_timestamp_bounds: option.boolean({
      description: 'Whether the bound of any input is sent on, not only that of all',
      default: false,
    }),
  },
  portType: ({ side, index }) => (side === 'outputs' && index > 0 ? boolean : undefined),
  processTimestampBounds: true,
  timestampOffset: null,
  *check(view) {
    if (view.outputs('') > 2) yield `${view.outputs('')} outputs are connected. Connect one or two.`;
  },
  open({ options }) {
    return {
      process(call) {
        const { inputs, outputs, inputTimestamp } = call;
        const [main, indicator] = outputs[''];
        if (main === undefined) return;
        for (const { isEmpty, packet } of inputs['']) {
          if (isEmpty) continue;
          if (packet.timestamp >= main.nextTimestampBound) main.forward(packet);
          else call.drop('older than the output');
          indicator?.emit(true, Math.max(inputTimestamp, indicator.nextTimestampBound));
        }
        const settled = inputs[''].map(input => input.packet.timestamp);
        const isBound = inputs[''].every(input => input.isEmpty);
        const time = isBound && !options.process_timestamp_bounds ? Math.min(...settled) : inputTimestamp;
        // An input that ends is no reason to refuse what others send.
        if (time >= Timestamp.Max) return;
        for (const output of outputs['']) raiseBound(output, Timestamp.next(time));
      },
    };
  },
});
