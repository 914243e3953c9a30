import { any, defineCalculator, raiseBound, repeated, sameAs, Timestamp } from '../../graph/index.ts';

/**
 * Gives an untimed control stream the time of other streams. MediaPipe: packet_sequencer_calculator.cc.
 *
 * A TICK counts at the time of a call when it is settled just up to there, with a packet or without.
 */
export const packetSequencerCalculator = defineCalculator({
  name: 'PacketSequencerCalculator',
  summary: 'Gives each INPUT packet the next free timestamp, which moves on with the TICK streams.',
  example: `
calculator: PacketSequencerCalculator
input_stream: [INPUT:selection, TICK:frame]
output_stream: OUTPUT:timed_selection
`,
  inputs: {
    INPUT: repeated(any, 'Packets whose own time does not matter', { min: 1 }),
    TICK: repeated(any, 'Give the time'),
  },
  outputs: {
    OUTPUT: repeated(sameAs('INPUT'), 'The packets of the input of the same index, at the time of their arrival', {
      min: 1,
    }),
  },
  inputPolicy: 'ImmediateInputStreamHandler',
  timestampOffset: null,
  *check({ inputs, outputs }) {
    if (inputs('INPUT') !== outputs('OUTPUT')) {
      yield `${inputs('INPUT')} INPUT and ${outputs('OUTPUT')} OUTPUT are connected. Connect as many of each.`;
    }
  },
  open: () => ({
    process({ inputs, outputs, inputTimestamp }) {
      const isTick = inputs.TICK.some(({ packet }) => packet.timestamp === inputTimestamp);
      for (const [i, output] of outputs.OUTPUT.entries()) {
        const input = inputs.INPUT[i];
        if (input?.isEmpty === false) output.forward(input.packet, Math.max(output.nextTimestampBound, Timestamp.Min));
        if (isTick) raiseBound(output, Timestamp.next(inputTimestamp));
      }
    },
  }),
});
