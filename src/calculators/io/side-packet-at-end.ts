import { any, defineCalculator, required, STOP, sameAs, Timestamp } from '../../graph/index.ts';

/** A side packet as a stream. MediaPipe: sink.cc, which puts it before the sinks of side packets. */
export const sidePacketAtEndCalculator = defineCalculator({
  name: 'MediaPipeInternalSidePacketToPacketStreamCalculator',
  summary: 'Sends its side packet after all data and ends the stream. SidePacketToStreamCalculator can do more.',
  example: `
calculator: MediaPipeInternalSidePacketToPacketStreamCalculator
input_side_packet: count
output_stream: count_at_the_end
`,
  sidePackets: { '': required(any, 'What to send') },
  outputs: { '': required(sameAs(''), 'Its value, at PostStream') },
  timestampOffset: null,
  open({ sidePackets, outputs }) {
    outputs[''].emit(sidePackets[''], Timestamp.PostStream);
    outputs[''].close();
    return { process: () => STOP };
  },
});
