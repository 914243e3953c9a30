import { any, defineCalculator, listOf, repeated, required } from '../../graph/index.ts';

/** Gathers what comes at one time. MediaPipe: merge_to_vector_calculator.h. */
export const mergeToVectorCalculator = defineCalculator({
  name: 'MergeToVectorCalculator',
  summary: 'Sends the values that its inputs have at each time as a list, in the order of the inputs.',
  example: `
calculator: MergeToVectorCalculator
input_stream: [left_hand, right_hand]
output_stream: hands
`,
  inputs: { '': repeated(any, 'Single items', { min: 1 }) },
  outputs: { '': required(listOf('', 'all'), 'Those that are present') },
  open: () => ({
    process({ inputs, outputs }) {
      outputs[''].emit(inputs[''].filter(input => !input.isEmpty).map(input => input.value));
    },
  }),
});
