import {
  any,
  defineCalculator,
  itemOf,
  list,
  optional,
  repeated,
  required,
  sameAs,
  sameCount,
  timestamp,
} from '../../graph/index.ts';
import { createLoopBatches } from './loop-batch.ts';

/**
 * Opens a loop over the items of a list. MediaPipe: begin_loop_calculator.h.
 *
 * Every settled time of the inputs is a batch; one without a list, whether a TICK came or not, is an empty batch.
 */
export const beginLoopCalculator = defineCalculator({
  name: 'BeginLoopCalculator',
  summary: 'Sends the items of each list one by one, each at a timestamp of its own, for EndLoopCalculator to gather.',
  example: `
calculator: BeginLoopCalculator
input_stream: [ITERABLE:boxes, CLONE:frame]
output_stream: [ITEM:box, CLONE:frame_of_box, BATCH_END:batch_end]
`,
  inputs: {
    ITERABLE: required(list(any), 'The lists'),
    TICK: optional(any, 'Further timestamps of batches; times without a packet count anyway'),
    CLONE: repeated(any, 'Packets that each item is to meet'),
  },
  outputs: {
    ITEM: optional(itemOf('ITERABLE'), 'The items'),
    CLONE: repeated(sameAs('CLONE'), 'The packet of the same index, again with each item'),
    BATCH_END: required(timestamp, 'The timestamp of the list, at the time of its last item'),
  },
  timestampOffset: null,
  processTimestampBounds: true,
  check: view => sameCount(view, 'CLONE'),
  open() {
    const send = createLoopBatches();
    return {
      process({ inputs, outputs, inputTimestamp }) {
        send(inputs.ITERABLE.value ?? [], inputTimestamp, {
          item: outputs.ITEM,
          clones: inputs.CLONE.map((input, i) => [input, outputs.CLONE[i]] as const),
          batchEnd: outputs.BATCH_END,
        });
      },
    };
  },
});
