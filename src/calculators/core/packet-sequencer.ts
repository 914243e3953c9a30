import { any, defineCalculator, raiseBound, repeated, required, sameAs, Timestamp } from '../../graph/index.ts';

/** Gives an untimed control stream the time of other streams. MediaPipe: packet_sequencer_calculator.cc. */
export const packetSequencerCalculator = defineCalculator({
  name: 'PacketSequencerCalculator',
  summary: 'Gives each INPUT packet the next free timestamp, which moves on with the TICK streams.',
  example: `
calculator: PacketSequencerCalculator
input_stream: [INPUT:selection, TICK:frame]
output_stream: OUTPUT:timed_selection
`,
  inputs: { INPUT: required(any, 'Packets whose own time does not matter'), TICK: repeated(any, 'Give the time') },
  outputs: { OUTPUT: required(sameAs('INPUT'), 'The packets, at the time of their arrival') },
  inputPolicy: 'ImmediateInputStreamHandler',
  timestampOffset: null,
  open: () => ({
    process({ inputs, outputs }) {
      const { OUTPUT } = outputs;
      if (!inputs.INPUT.isEmpty) {
        OUTPUT.forward(inputs.INPUT.packet, Math.max(OUTPUT.nextTimestampBound, Timestamp.Min));
      }
      for (const tick of inputs.TICK) {
        if (!tick.isEmpty) raiseBound(OUTPUT, Timestamp.next(tick.packet.timestamp));
      }
    },
  }),
});
