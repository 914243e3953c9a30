import { any, defineCalculator, list, optional, repeated, required, sameAs, timestamp } from '../../graph/index.ts';

/**
 * Opens a loop over the items of a list. MediaPipe: begin_loop_calculator.h.
 *
 * Inside the loop time counts on by one for each item over the whole run. BATCH_END, at the time of the batch's last
 * item, carries the time outside; an empty list takes one moment of loop time without an item.
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
  *check(view) {
    if (view.inputs('CLONE') !== view.outputs('CLONE')) {
      yield `${view.inputs('CLONE')} CLONE inputs and ${view.outputs('CLONE')} outputs are connected. Connect as many of each.`;
    }
  },
  open() {
    let loopTime = 0;
    return {
      process({ inputs, outputs, inputTimestamp }) {
        if (inputs.TICK?.isEmpty === true) return;
        const items = inputs.ITERABLE.value ?? [];
        for (const item of items) {
          outputs.ITEM?.emit(item, loopTime);
          for (const [i, clone] of inputs.CLONE.entries()) {
            const output = outputs.CLONE[i];
            if (clone.isEmpty) output?.setNextTimestampBound(loopTime + 1);
            else output?.forward(clone.packet, loopTime);
          }
          loopTime += 1;
        }
        if (items.length === 0) {
          loopTime += 1;
          for (const output of [outputs.ITEM, ...outputs.CLONE]) output?.setNextTimestampBound(loopTime);
        }
        outputs.BATCH_END.emit(inputTimestamp, loopTime - 1);
      },
    };
  },
});
