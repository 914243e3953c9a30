import {
  any,
  anyHoldingItems,
  defineCalculator,
  list,
  MillraceError,
  option,
  repeated,
  required,
} from '../../graph/index.ts';

const range = option.object(
  {
    begin: option.integer({ description: 'The first item', required: true }),
    end: option.integer({ description: 'One past the last item', required: true }),
  },
  { description: 'Items begin to end - 1', required: true },
);

/** Takes lists apart. MediaPipe: split_vector_calculator.h. */
export const splitVectorCalculator = defineCalculator({
  name: 'SplitVectorCalculator',
  summary: 'Sends ranges of each list to outputs of their own, or one output with all of them.',
  example: `
calculator: SplitVectorCalculator
input_stream: tensors
output_stream: [boxes, scores]
options:
  ranges: [{begin: 0, end: 1}, {begin: 1, end: 2}]
  element_only: true
`,
  inputs: { '': required(list(any), 'Lists') },
  outputs: { '': repeated(anyHoldingItems, 'A list for each range, or its only item', { min: 1 }) },
  options: {
    ranges: option.list(range, { description: 'The ranges, in the order of the outputs', required: true }),
    element_only: option.boolean({ description: 'Ranges hold one item; send the item itself', default: false }),
    combine_outputs: option.boolean({ description: 'Send the items of all ranges as one list', default: false }),
  },
  *check({ options, outputs }) {
    const { ranges, element_only, combine_outputs } = options;
    const wanted = combine_outputs ? 1 : ranges.length;
    if (outputs('') !== wanted) {
      yield `${ranges.length} ranges need ${wanted} outputs; ${outputs('')} are connected. Connect ${wanted}.`;
    }
    if (element_only && combine_outputs) yield 'element_only and combine_outputs exclude each other. Keep one.';
    for (const [i, { begin, end }] of ranges.entries()) {
      if (begin < 0 || end <= begin) yield `ranges[${i}] is ${begin} to ${end}. Begin at 0 or later, and end later.`;
      if (element_only && end - begin !== 1) yield `ranges[${i}] holds ${end - begin} items. element_only wants one.`;
    }
    const sorted = [...ranges].sort((a, b) => a.begin - b.begin);
    if (combine_outputs && sorted.some((one, i) => one.begin < (sorted[i - 1]?.end ?? 0))) {
      yield 'The ranges overlap, and combine_outputs is set. Take each item once.';
    }
  },
  open({ options, nodeName }) {
    const { ranges, element_only, combine_outputs } = options;
    const last = Math.max(...ranges.map(one => one.end));
    return {
      process({ inputs, outputs }) {
        const items = inputs[''].value;
        if (items === undefined) return;
        if (items.length < last) {
          throw new MillraceError(
            'INTERNAL',
            `node "${nodeName}": the list has ${items.length} items, the ranges reach to ${last}. Shorten the ranges.`,
          );
        }
        const parts = ranges.map(({ begin, end }) => items.slice(begin, end));
        if (combine_outputs) outputs[''][0]?.emit(parts.flat());
        else for (const [i, part] of parts.entries()) outputs[''][i]?.emit(element_only ? part[0] : part);
      },
    };
  },
});
