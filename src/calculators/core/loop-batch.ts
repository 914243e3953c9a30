import type { InputPort, OutputPort, Timestamp } from '../../graph/index.ts';

/** The ports of a node that opens a loop. */
export interface LoopPorts {
  readonly item: OutputPort | undefined;
  readonly clones: readonly (readonly [input: InputPort, output: OutputPort | undefined])[];
  readonly batchEnd: OutputPort<number>;
}

/** Sends the items of one batch; `time` is the timestamp outside of the loop. */
export type SendBatch = (items: readonly unknown[], time: Timestamp, ports: LoopPorts) => void;

/**
 * The time inside a loop: it counts on by one for each item over the whole run. BATCH_END, at the time of the batch's
 * last item, carries the time outside; an empty batch takes one moment of loop time without an item.
 */
export function createLoopBatches(): SendBatch {
  let loopTime = 0;
  return (items, time, { item, clones, batchEnd }) => {
    for (const value of items) {
      item?.emit(value, loopTime);
      for (const [input, output] of clones) {
        if (input.isEmpty) output?.setNextTimestampBound(loopTime + 1);
        else output?.forward(input.packet, loopTime);
      }
      loopTime += 1;
    }
    if (items.length === 0) {
      loopTime += 1;
      for (const output of [item, ...clones.map(([, one]) => one)]) output?.setNextTimestampBound(loopTime);
    }
    batchEnd.emit(time, loopTime - 1);
  };
}
