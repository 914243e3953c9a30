import { any, defineCalculator, type Packet, required, sameAs, Timestamp } from '../../graph/index.ts';
import { passHeaders } from './ports.ts';

/**
 * Joins each packet with the loop's packet of the one before. MediaPipe: previous_loopback_calculator.cc.
 *
 * A MAIN timestamp without a packet moves the bound of PREV_LOOP only, and so does one whose partner did not come.
 */
export const previousLoopbackCalculator = defineCalculator({
  name: 'PreviousLoopbackCalculator',
  summary: 'Gives for each MAIN packet the LOOP packet of the MAIN packet before it; for the first, nothing.',
  example: `
calculator: PreviousLoopbackCalculator
input_stream: [MAIN:frame, LOOP:mask]
input_stream_info: {tag_index: LOOP, back_edge: true}
output_stream: PREV_LOOP:previous_mask
`,
  inputs: {
    MAIN: required(any, 'Gives the timestamps'),
    LOOP: required(any, 'Back edge: what came of a MAIN packet, at its timestamp'),
  },
  outputs: {
    PREV_LOOP: required(sameAs('LOOP'), 'The LOOP packet of the MAIN packet before, at the time of this one'),
  },
  inputPolicy: 'ImmediateInputStreamHandler',
  timestampOffset: null,
  processTimestampBounds: true,
  open(ctx) {
    passHeaders([ctx.inputs.LOOP], [ctx.outputs.PREV_LOOP]);
    // `partner`: the timestamp of the LOOP packet that belongs to this MAIN timestamp; Unset if none does.
    const mains: { readonly time: Timestamp; readonly partner: Timestamp }[] = [];
    const loops: Packet[] = [];
    let settledMain: Timestamp = Timestamp.Unstarted;
    let settledLoop: Timestamp = Timestamp.Unstarted;
    let lastMain: Timestamp = Timestamp.Unset;
    const dropLoopsBefore = (time: Timestamp): void => {
      while (loops[0] !== undefined && loops[0].timestamp < time) loops.shift()?.release();
    };
    return {
      process({ inputs, outputs }) {
        const main = inputs.MAIN.packet;
        const loop = inputs.LOOP.packet;
        if (main.timestamp > settledMain) {
          mains.push({ time: main.timestamp, partner: main.isEmpty ? Timestamp.Unset : lastMain });
          if (!main.isEmpty) lastMain = main.timestamp;
          settledMain = main.timestamp;
        }
        if (loop.timestamp > settledLoop) {
          if (!loop.isEmpty) loops.push(loop.retain());
          settledLoop = loop.timestamp;
        }
        for (let next = mains[0]; next !== undefined; next = mains[0]) {
          const { time, partner } = next;
          if (partner !== Timestamp.Unset && settledLoop < partner) break;
          if (partner !== Timestamp.Unset) dropLoopsBefore(partner);
          const found = partner === Timestamp.Unset ? undefined : loops[0];
          if (found?.timestamp === partner) outputs.PREV_LOOP.forward(found, time);
          else outputs.PREV_LOOP.setNextTimestampBound(Timestamp.next(time));
          mains.shift();
        }
        if (mains.length === 0 && inputs.MAIN.isDone) outputs.PREV_LOOP.close();
      },
      close() {
        dropLoopsBefore(Timestamp.Done);
      },
    };
  },
});
