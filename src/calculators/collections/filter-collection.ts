import { any, boolean, defineCalculator, list, MillraceError, required, sameAs } from '../../graph/index.ts';

/** Keeps chosen items. MediaPipe: filter_collection_calculator.h. */
export const filterCollectionCalculator = defineCalculator({
  name: 'FilterCollectionCalculator',
  summary: 'Keeps the items of each list whose CONDITION is true; nothing where either list is missing.',
  example: `
calculator: FilterCollectionCalculator
input_stream: [ITERABLE:boxes, CONDITION:is_new]
output_stream: ITERABLE:new_boxes
`,
  inputs: {
    ITERABLE: required(list(any), 'Lists'),
    CONDITION: required(list(boolean), 'As many truth values'),
  },
  outputs: { ITERABLE: required(sameAs('ITERABLE'), 'The items that are kept, in their order') },
  open: ({ nodeName }) => ({
    process({ inputs, outputs, inputTimestamp }) {
      const items = inputs.ITERABLE.value;
      const keep = inputs.CONDITION.value;
      if (items === undefined || keep === undefined) return;
      if (items.length !== keep.length) {
        throw new MillraceError(
          'INTERNAL',
          `node "${nodeName}": ${items.length} items and ${keep.length} conditions came at ${inputTimestamp}. Send as many of each.`,
        );
      }
      outputs.ITERABLE.emit(items.filter((_, i) => keep[i] === true));
    },
  }),
});
