import { any, defineCalculator, repeated, sameAs, sameCount } from '../../graph/index.ts';

/** Keeps what is complete. MediaPipe: packet_inner_join_calculator.cc. */
export const packetInnerJoinCalculator = defineCalculator({
  name: 'PacketInnerJoinCalculator',
  summary: 'Sends the packets of all inputs on where every input has one, and drops the others.',
  example: `
calculator: PacketInnerJoinCalculator
input_stream: [frame, mask]
output_stream: [frame_with_mask, mask_with_frame]
`,
  inputs: { '': repeated(any, 'The streams', { min: 1 }) },
  outputs: { '': repeated(sameAs(''), 'Their packets of common timestamps', { min: 1 }) },
  check: view => sameCount(view),
  open: () => ({
    process(call) {
      const { inputs, outputs } = call;
      const present = inputs[''].filter(input => !input.isEmpty).length;
      if (present < inputs[''].length) {
        call.filter('no packet on another input', present);
        return;
      }
      for (const [i, input] of inputs[''].entries()) outputs[''][i]?.forward(input.packet);
    },
  }),
});
