import { any, defineCalculator, listOf, type Packet, required, Timestamp, timestamp } from '../../graph/index.ts';

/** Closes a loop of BeginLoopCalculator. MediaPipe: end_loop_calculator.h. */
export const endLoopCalculator = defineCalculator({
  name: 'EndLoopCalculator',
  summary: 'Gathers what came of the items of one list and sends it as a list at the time of that list.',
  example: `
calculator: EndLoopCalculator
input_stream: [ITEM:landmarks_of_box, BATCH_END:batch_end]
output_stream: ITERABLE:landmarks
`,
  inputs: {
    ITEM: required(any, 'What came of the items'),
    BATCH_END: required(timestamp, 'From BeginLoopCalculator'),
  },
  outputs: { ITERABLE: required(listOf('ITEM'), 'The list; only a bound when no item came') },
  timestampOffset: null,
  open() {
    let items: Packet[] = [];
    // Those that were sent are held by their list.
    const releaseItems = (): void => {
      for (const item of items) item.release();
      items = [];
    };
    return {
      process({ inputs, outputs }) {
        if (!inputs.ITEM.isEmpty) items.push(inputs.ITEM.packet.retain());
        const time = inputs.BATCH_END.value;
        if (time === undefined) return;
        if (items.length === 0) outputs.ITERABLE.setNextTimestampBound(Timestamp.next(time));
        else
          outputs.ITERABLE.emit(
            items.map(item => item.value),
            time,
          );
        releaseItems();
      },
      close: releaseItems,
    };
  },
});
