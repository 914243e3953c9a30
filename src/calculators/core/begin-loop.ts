import {
  any,
  defineCalculator,
  list,
  optional,
  repeated,
  required,
  sameAs,
  sameCount,
  timestamp,
} from '../../graph/index.ts';
import { createLoopBatches } from './loop-batch.ts';

/** Opens a loop over the items of a list. MediaPipe: begin_loop_calculator.h. */
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
    TICK: optional(any, 'When connected: timestamps without a TICK are passed over'),
    CLONE: repeated(any, 'Packets that each item is to meet'),
  },
  outputs: {
    ITEM: optional(any, 'The items'),
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
        if (inputs.TICK?.isEmpty === true) return;
        send(inputs.ITERABLE.value ?? [], inputTimestamp, {
          item: outputs.ITEM,
          clones: inputs.CLONE.map((input, i) => [input, outputs.CLONE[i]] as const),
          batchEnd: outputs.BATCH_END,
        });
      },
    };
  },
});
