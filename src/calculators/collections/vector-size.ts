import {
  any,
  boolean,
  defineCalculator,
  integer,
  list,
  MillraceError,
  option,
  optional,
  required,
} from '../../graph/index.ts';

/** Counts items. MediaPipe: vector_size_calculator.h. */
export const vectorSizeCalculator = defineCalculator({
  name: 'VectorSizeCalculator',
  summary: 'Sends the length of each list.',
  example: `
calculator: VectorSizeCalculator
input_stream: VECTOR:faces
output_stream: SIZE:face_count
`,
  inputs: { VECTOR: required(list(any), 'Lists') },
  outputs: { SIZE: required(integer, 'Their lengths') },
  open: () => ({ map: items => items.length }),
});

/** Numbers items. MediaPipe: vector_indices_calculator.h. */
export const vectorIndicesCalculator = defineCalculator({
  name: 'VectorIndicesCalculator',
  summary: 'Sends the indices of each list: 0 to its length - 1.',
  example: `
calculator: VectorIndicesCalculator
input_stream: VECTOR:faces
output_stream: INDICES:face_indices
`,
  inputs: { VECTOR: required(list(any), 'Lists') },
  outputs: { INDICES: required(list(integer), 'Their indices') },
  open: () => ({ map: items => items.map((_, i) => i) }),
});

/** Asks for a length. MediaPipe: collection_has_min_size_calculator.h. */
export const collectionHasMinSizeCalculator = defineCalculator({
  name: 'CollectionHasMinSizeCalculator',
  summary: 'Tells whether each list has at least so many items.',
  example: `
calculator: CollectionHasMinSizeCalculator
input_stream: ITERABLE:tracked_hands
output_stream: has_enough
options: {min_size: 2}
`,
  inputs: { ITERABLE: required(list(any), 'Lists') },
  outputs: { '': required(boolean, 'Whether the list is long enough') },
  sidePackets: { '': optional(integer, 'Takes the place of the option') },
  options: { min_size: option.integer({ description: 'How many items are enough', default: 0, minimum: 0 }) },
  open({ options, sidePackets, nodeName }) {
    const size = sidePackets[''] ?? options.min_size;
    if (size < 0) throw new MillraceError('INTERNAL', `node "${nodeName}": the size is ${size}. Give 0 or more.`);
    return { map: items => items.length >= size };
  },
});
