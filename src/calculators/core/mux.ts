import {
  any,
  defineCalculator,
  integer,
  MillraceError,
  optional,
  repeated,
  required,
  sameAs,
} from '../../graph/index.ts';

/** Sends on the input that SELECT names. MediaPipe: mux_calculator.cc. */
export const muxCalculator = defineCalculator({
  name: 'MuxCalculator',
  summary: 'Sends the packets of the selected INPUT on. Waits for SELECT and for that input only.',
  example: `
calculator: MuxCalculator
input_stream: [INPUT:0:low, INPUT:1:high, SELECT:tier]
output_stream: OUTPUT:result
`,
  inputs: {
    INPUT: repeated(any, 'Packets to choose from', { min: 1 }),
    SELECT: optional(integer, 'The index of the input to send on at this timestamp'),
  },
  outputs: { OUTPUT: required(sameAs('INPUT', 'all'), 'The packet of the selected input; none when that has none') },
  sidePackets: { SELECT: optional(integer, 'The index of the input to send on in the whole run') },
  inputPolicy: view => (view.inputs('SELECT') === 1 ? 'MuxInputStreamHandler' : 'DefaultInputStreamHandler'),
  *check(view) {
    const selectors = view.inputs('SELECT') + view.sidePackets('SELECT');
    if (selectors !== 1) {
      yield `${selectors === 0 ? 'Neither the stream nor' : 'Both the stream and'} the side packet SELECT is connected. Connect one of them.`;
    }
  },
  open({ sidePackets, nodeName }) {
    return {
      process({ inputs, outputs, inputTimestamp }) {
        const select = sidePackets.SELECT ?? inputs.SELECT?.value;
        if (select === undefined) return;
        const chosen = inputs.INPUT[select];
        if (chosen === undefined) {
          throw new MillraceError(
            'INTERNAL',
            `node "${nodeName}": SELECT is ${select} at ${inputTimestamp}, and there are ${inputs.INPUT.length} inputs. Select 0 to ${inputs.INPUT.length - 1}.`,
          );
        }
        if (!chosen.isEmpty) outputs.OUTPUT.forward(chosen.packet);
      },
    };
  },
});
