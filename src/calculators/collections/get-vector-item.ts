import {
  any,
  defineCalculator,
  integer,
  itemOf,
  list,
  MillraceError,
  option,
  optional,
  required,
} from '../../graph/index.ts';

/** Picks an item. MediaPipe: get_vector_item_calculator.h. */
export const getVectorItemCalculator = defineCalculator({
  name: 'GetVectorItemCalculator',
  summary: 'Sends one item of each list.',
  example: `
calculator: GetVectorItemCalculator
input_stream: VECTOR:faces
output_stream: ITEM:largest_face
options: {item_index: 0}
`,
  inputs: {
    VECTOR: required(list(any), 'Lists'),
    INDEX: optional(integer, 'Which item; without a packet, that of the option'),
  },
  outputs: { ITEM: required(itemOf('VECTOR'), 'The item') },
  options: {
    item_index: option.integer({ description: 'Which item, from 0' }),
    output_empty_on_oob: option.boolean({
      description: 'Send nothing for an index past the end of the list, in place of failing',
      default: false,
    }),
  },
  *check(view) {
    if (view.inputs('INDEX') === 0 && view.options.item_index === undefined) {
      yield 'No index is given. Connect INDEX or set item_index.';
    }
  },
  open: ({ options, nodeName }) => ({
    process({ inputs, outputs }) {
      const items = inputs.VECTOR.value;
      const index = inputs.INDEX?.value ?? options.item_index;
      if (items === undefined || index === undefined) return;
      if (index >= 0 && index < items.length) outputs.ITEM.emit(items[index]);
      else if (index < 0 || !options.output_empty_on_oob) {
        throw new MillraceError(
          'INTERNAL',
          `node "${nodeName}": the list has ${items.length} items and no ${index}. ${index < 0 ? 'Count from 0.' : 'Set output_empty_on_oob to send nothing.'}`,
        );
      }
    },
  }),
});
