import { any, defineCalculator, repeated, sameAs } from '../../graph/index.ts';
import { passHeaders } from './ports.ts';

/** Sends every packet on, unchanged. MediaPipe: pass_through_calculator.cc. */
export const passThroughCalculator = defineCalculator({
  name: 'PassThroughCalculator',
  summary: 'Sends the packets of each input to the output of the same tag and index, and side packets likewise.',
  example: `
calculator: PassThroughCalculator
input_stream: in
output_stream: out
`,
  inputs: { '*': repeated(any, 'Packets of any type, under any tag') },
  outputs: { '*': repeated(sameAs('*'), 'The same packets') },
  sidePackets: { '*': repeated(any, 'Side packets of any type, under any tag') },
  outputSidePackets: { '*': repeated(sameAs('*'), 'The same side packets') },
  *check({ ports }) {
    if (String(ports.inputs) !== String(ports.outputs)) {
      yield [
        'INVALID_ARGUMENT',
        `The inputs are ${list(ports.inputs)}, the outputs ${list(ports.outputs)}. Connect the same tags and indexes.`,
      ];
    }
    if (ports.outputSidePackets.length > 0 && String(ports.sidePackets) !== String(ports.outputSidePackets)) {
      yield [
        'INVALID_ARGUMENT',
        `The input side packets are ${list(ports.sidePackets)}, the output ones ${list(ports.outputSidePackets)}. Connect the same tags and indexes.`,
      ];
    }
  },
  open(ctx) {
    passHeaders(ctx.inputs['*'], ctx.outputs['*']);
    ctx.outputSidePackets['*'].forEach((output, i) => {
      output.set(ctx.sidePackets['*'][i]);
    });
    if (ctx.inputs['*'].length === 1) return { map: value => value };
    return {
      process({ inputs, outputs }) {
        const ins = inputs['*'];
        const outs = outputs['*'];
        for (let i = 0; i < ins.length; i += 1) {
          const input = ins[i];
          if (input !== undefined && !input.isEmpty) outs[i]?.forward(input.packet);
        }
      },
    };
  },
});

const list = (ports: readonly string[]): string => (ports.length === 0 ? 'none' : ports.join(', '));
