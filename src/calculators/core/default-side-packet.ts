import { any, defineCalculator, optional, required, sameAs } from '../../graph/index.ts';

/** A side packet that need not be given. MediaPipe: default_side_packet_calculator.cc. */
export const defaultSidePacketCalculator = defineCalculator({
  name: 'DefaultSidePacketCalculator',
  summary: 'Hands on OPTIONAL_VALUE if it is given, else DEFAULT_VALUE.',
  example: `
calculator: DefaultSidePacketCalculator
input_side_packet: [OPTIONAL_VALUE:threshold, DEFAULT_VALUE:usual_threshold]
output_side_packet: VALUE:threshold_or_usual
`,
  sidePackets: {
    OPTIONAL_VALUE: optional(any, 'What may be given'),
    DEFAULT_VALUE: required(sameAs('OPTIONAL_VALUE'), 'What is taken else'),
  },
  outputSidePackets: { VALUE: required(sameAs('DEFAULT_VALUE'), 'One of the two') },
  open({ sidePackets, outputSidePackets }) {
    const { OPTIONAL_VALUE: given, DEFAULT_VALUE: usual } = sidePackets;
    // null is a value.
    outputSidePackets.VALUE.set(given === undefined ? usual : given);
    return { process() {} };
  },
});
