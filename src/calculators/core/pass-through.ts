import { any, defineCalculator, repeated, sameAs } from '../../graph/index.ts';

/** Sends every packet on, unchanged. MediaPipe: pass_through_calculator.cc. */
export const passThroughCalculator = defineCalculator({
  name: 'PassThroughCalculator',
  summary: 'Sends the packets of each input to the output of the same index, and side packets likewise.',
  example: `
calculator: PassThroughCalculator
input_stream: in
output_stream: out
`,
  inputs: { '': repeated(any, 'Packets of any type') },
  outputs: { '': repeated(sameAs(''), 'The same packets') },
  sidePackets: { '': repeated(any, 'Side packets of any type') },
  outputSidePackets: { '': repeated(sameAs(''), 'The same side packets') },
  *check(view) {
    if (view.inputs('') !== view.outputs('')) {
      yield `${view.inputs('')} inputs and ${view.outputs('')} outputs are connected. Connect as many of each.`;
    }
    const sides = view.outputSidePackets('');
    if (sides !== 0 && sides !== view.sidePackets('')) {
      yield `${view.sidePackets('')} input and ${sides} output side packets are connected. Connect as many of each.`;
    }
  },
  open(ctx) {
    ctx.inputs[''].forEach((input, i) => {
      if (input.header !== undefined) ctx.outputs['']?.[i]?.setHeader(input.header);
    });
    ctx.outputSidePackets[''].forEach((output, i) => {
      output.set(ctx.sidePackets[''][i]);
    });
    return {
      process({ inputs, outputs }) {
        inputs[''].forEach((input, i) => {
          if (!input.isEmpty) outputs[''][i]?.forward(input.packet);
        });
      },
    };
  },
});
