import { any, defineCalculator, MillraceError, optional, required, sameAs, Timestamp } from '../../graph/index.ts';

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
    HEADER: optional(any, 'A stream with a header and no packets'),
  },
  outputs: { '': required(sameAs('DATA'), 'The same packets, under the header') },
  sidePackets: { HEADER: optional(any, 'The header', { mustBeGiven: true }) },
  timestampOffset: 0,
  *check(view) {
    const sources = view.inputs('HEADER') + view.sidePackets('HEADER');
    if (sources !== 1) {
      yield ['INVALID_ARGUMENT', `HEADER is connected ${sources} times. Connect a stream or a side packet.`];
    }
  },
  open({ inputs, outputs, sidePackets, nodeName }) {
    const header = sidePackets.HEADER ?? inputs.HEADER?.header;
    if (header !== undefined) outputs[''].setHeader(header);
    return {
      process(ctx) {
        if (ctx.inputs.HEADER?.isEmpty === false) {
          // A header is settled before the first packet: one that comes as a packet would be lost.
          throw new MillraceError(
            'INVALID_ARGUMENT',
            `node "${nodeName}": HEADER has a packet at ${Timestamp.format(ctx.inputTimestamp)}. Give the header to the stream, or as a side packet.`,
          );
        }
        if (!ctx.inputs.DATA.isEmpty) ctx.outputs[''].forward(ctx.inputs.DATA.packet);
      },
    };
  },
});
