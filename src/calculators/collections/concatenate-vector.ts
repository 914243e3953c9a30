import { any, defineCalculator, joinedListOf, option, repeated, required } from '../../graph/index.ts';

/** Joins lists. MediaPipe: concatenate_vector_calculator.h. */
export const concatenateVectorCalculator = defineCalculator({
  name: 'ConcatenateVectorCalculator',
  summary: 'Joins the lists of all inputs into one, in their order; an input may also hold a single item.',
  example: `
calculator: ConcatenateVectorCalculator
input_stream: [left_hands, right_hands]
output_stream: hands
`,
  inputs: { '': repeated(any, 'Lists or single items', { min: 1 }) },
  outputs: { '': required(joinedListOf(''), 'One list; nothing at a timestamp where no input has a packet') },
  options: {
    only_emit_if_all_present: option.boolean({
      description: 'Send only where every input has a packet',
      default: false,
    }),
  },
  open: ({ options }) => ({
    process({ inputs, outputs }) {
      const present = inputs[''].filter(input => !input.isEmpty);
      if (present.length === 0) return;
      if (options.only_emit_if_all_present && present.length < inputs[''].length) return;
      outputs[''].emit(present.flatMap(input => input.value));
    },
  }),
});
