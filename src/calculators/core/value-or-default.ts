import { any, boolean, defineCalculator, optional, required, sameAs } from '../../graph/index.ts';
import { passHeaders } from './ports.ts';

/** Fills the gaps of a stream. MediaPipe: value_or_default_calculator.cc. */
export const valueOrDefaultCalculator = defineCalculator({
  name: 'ValueOrDefaultCalculator',
  summary: 'At each tick sends the packet of IN, or the default where IN has none.',
  example: `
calculator: ValueOrDefaultCalculator
input_stream: [IN:boxes, TICK:frame]
input_side_packet: no_boxes
output_stream: OUT:boxes_or_none
`,
  inputs: { IN: required(any, 'A stream with gaps'), TICK: required(any, 'When to send') },
  outputs: {
    OUT: required(sameAs('IN'), 'A stream without gaps'),
    FLAG: optional(boolean, 'True at each timestamp where the default was sent'),
  },
  sidePackets: { '': required(sameAs('IN'), 'The default') },
  open(ctx) {
    const { sidePackets } = ctx;
    passHeaders([ctx.inputs.IN], [ctx.outputs.OUT]);
    return {
      process({ inputs, outputs }) {
        if (inputs.TICK.isEmpty) return;
        if (!inputs.IN.isEmpty) {
          outputs.OUT.forward(inputs.IN.packet);
          return;
        }
        outputs.OUT.emit(sidePackets['']);
        outputs.FLAG?.emit(true);
      },
    };
  },
});
