import {
  any,
  type Calculator,
  defineCalculator,
  MillraceError,
  option,
  record,
  repeated,
  required,
} from '../../graph/index.ts';

/** MediaPipe's messages that are lists: the word of the calculators' names, and the field that holds the items. */
const messages = {
  Classification: 'classification',
  Joint: 'joint',
  Landmark: 'landmark',
  NormalizedLandmark: 'landmark',
} as const;

/** The items of a message; a message without any leaves the field out. */
function itemsOf(message: Readonly<Record<string, unknown>>, field: string): readonly unknown[] {
  const items = message[field];
  return Array.isArray(items) ? items : [];
}

/** Joins messages such as `{landmark: [...]}`. MediaPipe: concatenate_proto_list_calculator.cc. */
const concatenate = (word: string, field: string): Calculator =>
  defineCalculator({
    name: `Concatenate${word}ListCalculator`,
    summary: `Joins the items of the messages {${field}: [...]} of all inputs into one message, in their order.`,
    example: `
calculator: Concatenate${word}ListCalculator
input_stream: [left, right]
output_stream: both
`,
    inputs: { '': repeated(record, 'Messages', { min: 1 }) },
    outputs: { '': required(record, 'One message; nothing at a timestamp where no input has a packet') },
    options: {
      only_emit_if_all_present: option.boolean({
        description: 'Send only where every input has a packet',
        default: false,
      }),
    },
    open: ({ options }) => ({
      process({ inputs, outputs }) {
        const present = inputs[''].map(input => input.value).filter(message => message !== undefined);
        if (present.length === 0) return;
        if (options.only_emit_if_all_present && present.length < inputs[''].length) return;
        outputs[''].emit({ [field]: present.flatMap(message => itemsOf(message, field)) });
      },
    }),
  });

const range = option.object(
  {
    begin: option.integer({ description: 'The first item', required: true }),
    end: option.integer({ description: 'One past the last item', required: true }),
  },
  { description: 'Items begin to end - 1', required: true },
);

/** Takes messages such as `{landmark: [...]}` apart. MediaPipe: split_proto_list_calculator.cc. */
const split = (word: string, field: string): Calculator =>
  defineCalculator({
    name: `Split${word}ListCalculator`,
    summary: `Sends ranges of the items of each message {${field}: [...]} to outputs of their own, or one output with all of them.`,
    example: `
calculator: Split${word}ListCalculator
input_stream: all
output_stream: [first, rest]
options:
  ranges: [{begin: 0, end: 1}, {begin: 1, end: 5}]
`,
    inputs: { '': required(record, 'Messages') },
    outputs: { '': repeated(any, 'A message for each range, or its only item', { min: 1 }) },
    options: {
      ranges: option.list(range, { description: 'The ranges, in the order of the outputs', required: true }),
      element_only: option.boolean({ description: 'Ranges hold one item; send the item itself', default: false }),
      combine_outputs: option.boolean({ description: 'Send the items of all ranges as one message', default: false }),
    },
    *check({ options: { ranges, element_only, combine_outputs }, outputs }) {
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
    open({ options: { ranges, element_only, combine_outputs }, nodeName }) {
      const last = Math.max(...ranges.map(one => one.end));
      return {
        process({ inputs, outputs }) {
          const message = inputs[''].value;
          if (message === undefined) return;
          const items = itemsOf(message, field);
          if (items.length < last) {
            throw new MillraceError(
              'INTERNAL',
              `node "${nodeName}": the message has ${items.length} items, the ranges reach to ${last}. Shorten the ranges.`,
            );
          }
          const parts = ranges.map(({ begin, end }) => items.slice(begin, end));
          if (combine_outputs) outputs[''][0]?.emit({ [field]: parts.flat() });
          else {
            for (const [i, part] of parts.entries()) {
              outputs[''][i]?.emit(element_only ? part[0] : { [field]: part });
            }
          }
        },
      };
    },
  });

/** `ConcatenateLandmarkListCalculator`, `SplitNormalizedLandmarkListCalculator` …: lists that are messages, as MediaPipe's are. */
export const protoListCalculators: readonly Calculator[] = Object.entries(messages).flatMap(([word, field]) => [
  concatenate(word, field),
  split(word, field),
]);
