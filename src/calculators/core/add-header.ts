import { any, defineCalculator, optional, required, sameAs, Timestamp } from '../../graph/index.ts';

/** Gives a stream a header. MediaPipe: add_header_calculator.cc. */
export const addHeaderCalculator = defineCalculator({
  name: 'AddHeaderCalculator',
  summary: 'Sends DATA on with a header: the side packet HEADER, or the header of the stream HEADER.',
  example: `
calculator: AddHeaderCalculator
input_stream: DATA:frame
input_side_packet: HEADER:video_header
output_stream: frame_with_header
`,
  inputs: {
    DATA: required(any, 'The stream'),
    HEADER: optional(any, 'A stream whose header, or first packet, is taken'),
  },
  outputs: { '': required(sameAs('DATA'), 'The same packets, under the header') },
  sidePackets: { HEADER: optional(any, 'The header') },
  timestampOffset: 0,
  *check(view) {
    const sources = view.inputs('HEADER') + view.sidePackets('HEADER');
    if (sources !== 1) {
      yield ['INVALID_ARGUMENT', `HEADER is connected ${sources} times. Connect a stream or a side packet.`];
    }
  },
  open({ inputs, outputs, sidePackets }) {
    const header = sidePackets.HEADER ?? inputs.HEADER?.header;
    if (header !== undefined) outputs[''].setHeader(header);
    return {
      process(ctx) {
        if (!ctx.inputs.DATA.isEmpty && ctx.inputTimestamp !== Timestamp.PreStream) {
          ctx.outputs[''].forward(ctx.inputs.DATA.packet);
        }
      },
    };
  },
});
