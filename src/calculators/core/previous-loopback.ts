import { any, defineCalculator, type Packet, required, sameAs, type Timestamp } from '../../graph/index.ts';

/**
 * Joins each packet with the loop's packet of the one before. MediaPipe: previous_loopback_calculator.cc.
 *
 * LOOP is a back edge. For each MAIN packet PREV_LOOP has the LOOP packet whose timestamp is that of the MAIN packet
 * before, or nothing (with the bound moved) when that had none; so the first MAIN packet has no partner.
 */
export const previousLoopbackCalculator = defineCalculator({
  name: 'PreviousLoopbackCalculator',
  summary: 'Gives for each MAIN packet the LOOP packet that belongs to the MAIN packet before it.',
  example: `
calculator: PreviousLoopbackCalculator
input_stream: [MAIN:frame, LOOP:mask]
input_stream_info: {tag_index: LOOP, back_edge: true}
output_stream: PREV_LOOP:previous_mask
`,
  inputs: {
    MAIN: required(any, 'Gives the timestamps'),
    LOOP: required(any, 'The back edge: what came of a MAIN packet, at its timestamp'),
  },
  outputs: { PREV_LOOP: required(sameAs('LOOP'), 'The LOOP packet of the MAIN packet before, at the time of this one') },
  inputPolicy: 'ImmediateInputStreamHandler',
  timestampOffset: null,
  processTimestampBounds: true,
  open() {
    // Time of a MAIN packet -> time of the one before.
    const mains: { readonly time: Timestamp; readonly before: Timestamp | undefined }[] = [];
    const loops: Packet[] = [];
    let before: Timestamp | undefined;
    let mainBound: Timestamp | undefined;
    return {
      process({ inputs, outputs }) {
        const { MAIN, LOOP } = inputs;
        const out = outputs.PREV_LOOP;
        if (!MAIN.isEmpty) {
          mains.push({ time: MAIN.packet.timestamp, before });
          before = MAIN.packet.timestamp;
        }
        mainBound = MAIN.packet.timestamp;
        if (!LOOP.isEmpty) loops.push(LOOP.packet.retain());
        const loopSettled = LOOP.packet.timestamp;
        for (let main = mains[0]; main !== undefined; main = mains[0]) {
          if (main.before === undefined) {
            out.setNextTimestampBound(main.time + 1);
            mains.shift();
            continue;
          }
          while (loops[0] !== undefined && loops[0].timestamp < main.before) loops.shift()?.release();
          const loop = loops[0];
          if (loop?.timestamp === main.before) out.forward(loop, main.time);
          else if (loopSettled >= main.before) out.setNextTimestampBound(main.time + 1);
          else break;
          mains.shift();
        }
        if (mains.length === 0 && mainBound !== undefined && out.nextTimestampBound <= mainBound && MAIN.isDone) out.close();
      },
      close() {
        for (const loop of loops) loop.release();
      },
    };
  },
});
