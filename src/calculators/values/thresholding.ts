import { boolean, defineCalculator, MillraceError, number, option, optional, required } from '../../graph/index.ts';

/** Compares numbers with a limit. MediaPipe: thresholding_calculator.cc. */
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
  options: { threshold: option.number({ description: 'The threshold when nothing is connected' }) },
  *check(view) {
    const sources =
      view.inputs('THRESHOLD') + view.sidePackets('THRESHOLD') + (view.options.threshold === undefined ? 0 : 1);
    if (sources !== 1)
      yield `The threshold is given ${sources} times. Give it as a stream, a side packet or an option.`;
  },
  open({ sidePackets, options, nodeName }) {
    let threshold = sidePackets.THRESHOLD ?? options.threshold;
    return {
      process({ inputs, outputs }) {
        threshold = inputs.THRESHOLD?.value ?? threshold;
        const value = inputs.FLOAT.value;
        if (value === undefined) return;
        if (threshold === undefined) {
          throw new MillraceError('INTERNAL', `node "${nodeName}": no THRESHOLD has come yet. Send it first.`);
        }
        const accept = value > threshold;
        outputs.FLAG?.emit(accept);
        if (accept) outputs.ACCEPT?.emit(true);
        else outputs.REJECT?.emit(false);
      },
    };
  },
});
