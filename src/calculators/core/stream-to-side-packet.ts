import { any, defineCalculator, MillraceError, required, sameAs } from '../../graph/index.ts';

/** Makes a side packet of a stream's only packet. MediaPipe: stream_to_side_packet_calculator.cc. */
export const streamToSidePacketCalculator = defineCalculator({
  name: 'StreamToSidePacketCalculator',
  summary: 'Sets a side packet to the value of the one packet of a stream.',
  example: `
calculator: StreamToSidePacketCalculator
input_stream: result
output_side_packet: result_of_the_run
`,
  inputs: { '': required(any, 'A stream of one packet') },
  outputSidePackets: { '': required(sameAs(''), 'Its value') },
  timestampOffset: null,
  open() {
    let isSet = false;
    return {
      process({ inputs, outputSidePackets }) {
        if (inputs[''].isEmpty) return;
        outputSidePackets[''].set(inputs[''].value);
        isSet = true;
      },
      close({ nodeName, graphStatus }) {
        if (isSet || graphStatus === 'failed' || graphStatus === 'cancelled') return;
        throw new MillraceError('UNAVAILABLE', `node "${nodeName}": the stream has ended without a packet. Send one.`);
      },
    };
  },
});
