import { any, type Calculator, defineCalculator, option, record, repeated, required } from '../../graph/index.ts';
import { sendsItems, splitFaults, splitOptions, splitter } from './split-ranges.ts';

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
    portType: ({ side }, { options }) => (side === 'outputs' && !sendsItems(options) ? record : undefined),
    options: splitOptions('message'),
    check: ({ options, outputs }) => splitFaults(options, outputs(''), 'INVALID_ARGUMENT'),
    open({ options, nodeName }) {
      const split = splitter(options, `node "${nodeName}": the message`, items => ({ [field]: items }));
      return {
        process({ inputs, outputs }) {
          const message = inputs[''].value;
          if (message === undefined) return;
          for (const [i, part] of split(itemsOf(message, field)).entries()) outputs[''][i]?.emit(part);
        },
      };
    },
  });

/** `ConcatenateLandmarkListCalculator`, `SplitNormalizedLandmarkListCalculator` …: lists that are messages, as MediaPipe's are. */
export const protoListCalculators: readonly Calculator[] = Object.entries(messages).flatMap(([word, field]) => [
  concatenate(word, field),
  split(word, field),
]);
