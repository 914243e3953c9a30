import {
  any,
  defineCalculator,
  integer,
  list,
  MillraceError,
  option,
  optional,
  required,
  sameAs,
} from '../../graph/index.ts';

/** Shortens lists. MediaPipe: clip_vector_size_calculator.h. */
export const clipVectorSizeCalculator = defineCalculator({
  name: 'ClipVectorSizeCalculator',
  summary: 'Keeps the first items of each list.',
  example: `
calculator: ClipVectorSizeCalculator
input_stream: faces
output_stream: two_faces
options: {max_vec_size: 2}
`,
  inputs: { '': required(list(any), 'Lists') },
  outputs: { '': required(sameAs(''), 'Their first items') },
  sidePackets: { '': optional(integer, 'Takes the place of the option') },
  options: { max_vec_size: option.integer({ description: 'How many items are kept', default: 1, minimum: 1 }) },
  open({ options, sidePackets, nodeName }) {
    const size = sidePackets[''] ?? options.max_vec_size;
    if (size < 1) throw new MillraceError('INTERNAL', `node "${nodeName}": the size is ${size}. Give 1 or more.`);
    return { map: items => items.slice(0, size) };
  },
});
