import { any, defineCalculator, integer, optional, repeated, required, sameAs, Timestamp } from '../../graph/index.ts';

/** Deals a stream out. MediaPipe: round_robin_demux_calculator.cc. */
export const roundRobinDemuxCalculator = defineCalculator({
  name: 'RoundRobinDemuxCalculator',
  summary: 'Sends the first packet to the first output, the second to the second, and around again.',
  example: `
calculator: RoundRobinDemuxCalculator
input_stream: frame
output_stream: [OUTPUT:0:left, OUTPUT:1:right, SELECT:turn]
`,
  inputs: { '': required(any, 'The stream') },
  outputs: {
    OUTPUT: repeated(sameAs(''), 'Every n-th packet', { min: 1 }),
    SELECT: optional(integer, 'The index of the output that got it, for MuxCalculator'),
  },
  open() {
    let turn = 0;
    return {
      process({ inputs, outputs }) {
        const { packet } = inputs[''];
        for (const [i, output] of outputs.OUTPUT.entries()) {
          if (i === turn) output.forward(packet);
          else output.setNextTimestampBound(Timestamp.next(packet.timestamp));
        }
        outputs.SELECT?.emit(turn);
        turn = (turn + 1) % outputs.OUTPUT.length;
      },
    };
  },
});
