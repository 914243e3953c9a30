import { any, defineCalculator, repeated, required } from '../../graph/index.ts';

/** Joins streams of which at most one has a packet at a time. MediaPipe: merge_calculator.cc. */
export const mergeCalculator = defineCalculator({
  name: 'MergeCalculator',
  summary: 'Sends on whichever input has a packet; when several have, the first of them, with a warning.',
  example: `
calculator: MergeCalculator
input_stream: [full_mask, light_mask]
output_stream: mask
`,
  inputs: { '': repeated(any, 'Streams that take turns, of any types', { min: 1 }) },
  // Each stream may have a type of its own.
  outputs: { '': required(any, 'The packet of the input that has one') },
  open() {
    return {
      process(ctx) {
        const present = ctx.inputs[''].filter(input => !input.isEmpty);
        if (present.length > 1) {
          ctx.log(
            'warn',
            `${present.length} inputs have a packet at ${ctx.inputTimestamp}; only the first is sent on.`,
          );
        }
        if (present[0] !== undefined) ctx.outputs[''].forward(present[0].packet);
      },
    };
  },
});
