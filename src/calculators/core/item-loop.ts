import {
  any,
  defineCalculator,
  MillraceError,
  optional,
  type Packet,
  repeated,
  required,
  sameAs,
  sameCount,
  Timestamp,
  timestamp,
} from '../../graph/index.ts';
import { createLoopBatches } from './loop-batch.ts';

/** Opens a loop over the packets of several streams. MediaPipe: begin_item_loop_calculator.cc. */
export const beginItemLoopCalculator = defineCalculator({
  name: 'BeginItemLoopCalculator',
  summary: 'Sends the packets of its ITEM inputs one by one, for EndItemLoopCalculator to send back side by side.',
  example: `
calculator: BeginItemLoopCalculator
input_stream: [ITEM:0:left_hand, ITEM:1:right_hand, CLONE:frame]
output_stream: [ITEM:hand, CLONE:frame_of_hand, BATCH_END:batch_end]
`,
  inputs: {
    ITEM: repeated(any, 'The streams: at a timestamp all have a packet, or none', { min: 1 }),
    CLONE: repeated(any, 'Packets that each item is to meet'),
  },
  outputs: {
    ITEM: required(sameAs('ITEM', 'all'), 'The packets, one by one'),
    CLONE: repeated(sameAs('CLONE'), 'The packet of the same index, again with each item'),
    BATCH_END: required(timestamp, 'The timestamp of the packets, at the time of the last of them'),
  },
  timestampOffset: null,
  processTimestampBounds: true,
  check: view => sameCount(view, 'CLONE'),
  open({ nodeName }) {
    const send = createLoopBatches();
    return {
      process({ inputs, outputs, inputTimestamp }) {
        const present = inputs.ITEM.filter(input => !input.isEmpty);
        if (present.length > 0 && present.length < inputs.ITEM.length) {
          throw new MillraceError(
            'INTERNAL',
            `node "${nodeName}": ${present.length} of ${inputs.ITEM.length} items have a packet at ${inputTimestamp}. Send all of them or none.`,
          );
        }
        const values = present.map(input => input.value);
        send(values, inputTimestamp, {
          item: outputs.ITEM,
          clones: inputs.CLONE.map((input, i) => [input, outputs.CLONE[i]] as const),
          batchEnd: outputs.BATCH_END,
        });
      },
    };
  },
});

/** Closes a loop of BeginItemLoopCalculator. MediaPipe: end_item_loop_calculator.cc. */
export const endItemLoopCalculator = defineCalculator({
  name: 'EndItemLoopCalculator',
  summary: 'Sends what came of the items side by side again, at the time they had outside of the loop.',
  example: `
calculator: EndItemLoopCalculator
input_stream: [ITEM:landmarks_of_hand, BATCH_END:batch_end]
output_stream: [ITEM:0:left_landmarks, ITEM:1:right_landmarks]
`,
  inputs: {
    ITEM: optional(any, 'What came of the items'),
    BATCH_END: required(timestamp, 'From BeginItemLoopCalculator'),
  },
  outputs: { ITEM: repeated(sameAs('ITEM'), 'One for each item, in their order', { min: 1 }) },
  timestampOffset: null,
  open({ nodeName }) {
    let items: Packet[] = [];
    return {
      process({ inputs, outputs }) {
        if (inputs.ITEM?.isEmpty === false) items.push(inputs.ITEM.packet.retain());
        const time = inputs.BATCH_END.value;
        if (time === undefined) return;
        if (items.length > 0 && items.length !== outputs.ITEM.length) {
          throw new MillraceError(
            'INTERNAL',
            `node "${nodeName}": ${items.length} items came for ${outputs.ITEM.length} outputs. Connect as many outputs as the loop has inputs.`,
          );
        }
        for (const [i, output] of outputs.ITEM.entries()) {
          const item = items[i];
          if (item === undefined) output.setNextTimestampBound(Timestamp.next(time));
          else output.forward(item, time);
          item?.release();
        }
        items = [];
      },
      close() {
        for (const item of items) item.release();
      },
    };
  },
});
