import {
  any,
  boolean,
  defineCalculator,
  integer,
  MillraceError,
  optional,
  raiseBound,
  repeated,
  required,
  sameAs,
  sameCount,
  Timestamp,
} from '../../graph/index.ts';
import { passHeaders } from './ports.ts';

/** The older flow limiter, without a queue. MediaPipe: real_time_flow_limiter_calculator.cc. */
export const realTimeFlowLimiterCalculator = defineCalculator({
  name: 'RealTimeFlowLimiterCalculator',
  summary:
    'Drops packets at once while enough timestamps are in work, the same on all streams. Superseded by FlowLimiterCalculator.',
  example: `
calculator: RealTimeFlowLimiterCalculator
input_stream: [frame, FINISHED:result]
input_stream_info: {tag_index: FINISHED, back_edge: true}
output_stream: limited_frame
`,
  inputs: {
    '': repeated(any, 'The limited streams', { min: 1 }),
    FINISHED: required(any, 'Back edge: what came of a packet'),
  },
  outputs: {
    '': repeated(sameAs(''), 'What was let in', { min: 1 }),
    ALLOW: optional(boolean, 'Sent when it begins (false) or ends (true) to drop, at the timestamps 1, 2, 3 …'),
  },
  sidePackets: {
    MAX_IN_FLIGHT: optional(integer, 'Timestamps that may be in work at once; default 1', { mustBeGiven: true }),
  },
  inputPolicy: 'ImmediateInputStreamHandler',
  timestampOffset: null,
  check: view => sameCount(view),
  open({ sidePackets, inputs: opened, outputs: open, nodeName }) {
    const limit = sidePackets.MAX_IN_FLIGHT ?? 1;
    if (limit < 1) {
      throw new MillraceError(
        'INTERNAL',
        `node "${nodeName}", side packet MAX_IN_FLIGHT: ${limit} is less than 1. Give at least 1.`,
      );
    }
    passHeaders(opened[''], open['']);
    let inFlight = 0;
    /** Timestamps that were let in on one stream and may still come on another. */
    const allowedTimes = new Set<Timestamp>();
    let lastDropped: Timestamp = Timestamp.Unset;
    /** What each stream may still bring. */
    const next: Timestamp[] = opened[''].map(() => Timestamp.Unset);
    let changes = 0;
    const isAllowed = (time: Timestamp): boolean => {
      if (allowedTimes.has(time)) return true;
      if (inFlight >= limit || time <= lastDropped) return false;
      allowedTimes.add(time);
      inFlight += 1;
      return true;
    };
    return {
      process(ctx) {
        const { inputs, outputs } = ctx;
        const hadRoom = inFlight < limit;
        if (!inputs.FINISHED.isEmpty) {
          if (inFlight === 0) {
            throw new MillraceError(
              'INTERNAL',
              `node "${nodeName}": more packets finished than were let in. Send FINISHED once for each timestamp that was let in.`,
            );
          }
          inFlight -= 1;
        }
        for (const [i, { isEmpty, isDone, packet }] of inputs[''].entries()) {
          const output = outputs[''][i];
          if (output === undefined) continue;
          const time = packet.timestamp;
          if (!isEmpty && isAllowed(time)) output.forward(packet);
          else if (!isEmpty) {
            ctx.drop('too many in flight');
            lastDropped = Math.max(lastDropped, time);
          } else if (isDone && !output.isClosed) output.close();
          if (time >= Timestamp.Min && time <= Timestamp.Max) {
            next[i] = Math.max(next[i] ?? Timestamp.Unset, Timestamp.next(time));
            raiseBound(output, Timestamp.next(time));
          }
        }
        const settled = Math.min(...next);
        for (const time of allowedTimes) if (time < settled) allowedTimes.delete(time);
        const hasRoom = inFlight < limit;
        if (hasRoom !== hadRoom) outputs.ALLOW?.emit(hasRoom, (changes += 1));
      },
    };
  },
});
