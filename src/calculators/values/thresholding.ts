import { boolean, defineCalculator, number, option, optional, required } from '../../graph/index.ts';

/**
 * Compares numbers with a limit. MediaPipe: thresholding_calculator.cc.
 *
 * The threshold is 0 where none is given, and before the first packet of a THRESHOLD stream. A THRESHOLD packet without a number
 * at its time holds from then on; it ends MediaPipe's run.
 */
export const thresholdingCalculator = defineCalculator({
  name: 'ThresholdingCalculator',
  summary: 'Tells for each number whether it is above a threshold.',
  example: `
calculator: ThresholdingCalculator
input_stream: FLOAT:score
output_stream: FLAG:is_sure
options: {threshold: 0.8}
`,
  inputs: { FLOAT: required(number, 'Numbers'), THRESHOLD: optional(number, 'The threshold, from here on') },
  outputs: {
    FLAG: optional(boolean, 'Whether the number is above the threshold'),
    ACCEPT: optional(boolean, 'True at timestamps of numbers above it'),
    REJECT: optional(boolean, 'False at timestamps of the others'),
  },
  sidePackets: { THRESHOLD: optional(number, 'The threshold of the whole run', { mustBeGiven: true }) },
  options: { threshold: option.number({ description: 'The threshold when nothing is connected; absent: 0' }) },
  *check(view) {
    const sources =
      view.inputs('THRESHOLD') + view.sidePackets('THRESHOLD') + (view.options.threshold === undefined ? 0 : 1);
    if (sources > 1) yield `The threshold is given ${sources} times. Keep the stream, the side packet or the option.`;
  },
  open({ sidePackets, options }) {
    let threshold = sidePackets.THRESHOLD ?? options.threshold ?? 0;
    return {
      process({ inputs, outputs }) {
        threshold = inputs.THRESHOLD?.value ?? threshold;
        const value = inputs.FLOAT.value;
        if (value === undefined) return;
        const accept = value > threshold;
        outputs.FLAG?.emit(accept);
        if (accept) outputs.ACCEPT?.emit(true);
        else outputs.REJECT?.emit(false);
      },
    };
  },
});
