import { any, defineCalculator, itemOf, list, repeated, required, sameAs } from '../../graph/index.ts';
import { sendsItems, splitFaults, splitOptions, splitter } from './split-ranges.ts';

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
  outputs: { '': repeated(sameAs(''), 'A list for each range, or its only item', { min: 1 }) },
  portType: ({ side }, { options }) => (side === 'outputs' && sendsItems(options) ? itemOf('') : undefined),
  options: splitOptions('list'),
  check: ({ options, outputs }) => splitFaults(options, outputs(''), 'INTERNAL'),
  open({ options, nodeName }) {
    const split = splitter(options, `node "${nodeName}": the list`, items => items);
    return {
      process({ inputs, outputs }) {
        const items = inputs[''].value;
        if (items === undefined) return;
        for (const [i, part] of split(items).entries()) outputs[''][i]?.emit(part);
      },
    };
  },
});
