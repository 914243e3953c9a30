import { boolean, defineCalculator, integer, number, optional, required } from '../../graph/index.ts';

/** Tells numbers from zero. MediaPipe: non_zero_calculator.cc. */
export const nonZeroCalculator = defineCalculator({
  name: 'NonZeroCalculator',
  summary: 'Tells for each number whether it is other than zero.',
  example: `
calculator: NonZeroCalculator
input_stream: INPUT:face_count
output_stream: OUTPUT_BOOL:has_face
`,
  inputs: { INPUT: required(number, 'Numbers') },
  outputs: {
    OUTPUT: optional(integer, '1, or 0 for zero'),
    OUTPUT_BOOL: optional(boolean, 'True, or false for zero'),
  },
  *check({ outputs }) {
    if (outputs('OUTPUT') + outputs('OUTPUT_BOOL') === 0)
      yield 'No output is connected. Connect OUTPUT or OUTPUT_BOOL.';
  },
  open: () => ({
    process({ inputs, outputs }) {
      if (inputs.INPUT.value === undefined) return;
      outputs.OUTPUT?.emit(inputs.INPUT.value === 0 ? 0 : 1);
      outputs.OUTPUT_BOOL?.emit(inputs.INPUT.value !== 0);
    },
  }),
});
