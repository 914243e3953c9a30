import {
  any,
  boolean,
  defineCalculator,
  integer,
  MillraceError,
  OptionsError,
  optional,
  repeated,
  required,
  sameAs,
  sameCount,
  Timestamp,
} from '../../graph/index.ts';

/** The older flow limiter, without a queue. MediaPipe: real_time_flow_limiter_calculator.cc. */
export const realTimeFlowLimiterCalculator = defineCalculator({
  name: 'RealTimeFlowLimiterCalculator',
  summary: 'Drops packets at once while enough are in work. Superseded by FlowLimiterCalculator.',
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
    ALLOW: optional(boolean, 'Sent when it begins (false) or ends (true) to drop'),
  },
  sidePackets: { MAX_IN_FLIGHT: optional(integer, 'Packets that may be in work at once; default 1') },
  inputPolicy: 'ImmediateInputStreamHandler',
  timestampOffset: null,
  check: view => sameCount(view),
  open({ sidePackets, inputs: opened, nodeName }) {
    const limit = sidePackets.MAX_IN_FLIGHT ?? 1;
    if (limit < 1) {
      throw new OptionsError(
        `node "${nodeName}", side packet MAX_IN_FLIGHT: ${limit} is less than 1. Give at least 1.`,
      );
    }
    const inFlight = opened[''].map(() => 0);
    let allowed = true;
    return {
      process(ctx) {
        const { inputs, outputs, inputTimestamp } = ctx;
        if (!inputs.FINISHED.isEmpty) {
          if (inFlight[0] === 0) {
            throw new MillraceError(
              'FAILED_PRECONDITION',
              `node "${nodeName}": more packets finished than were let in.`,
            );
          }
          for (const i of inFlight.keys()) inFlight[i] = Math.max(0, (inFlight[i] ?? 0) - 1);
        }
        for (const [i, input] of inputs[''].entries()) {
          if (input.isEmpty) continue;
          if ((inFlight[i] ?? 0) < limit) {
            outputs[''][i]?.forward(input.packet);
            inFlight[i] = (inFlight[i] ?? 0) + 1;
          } else {
            ctx.drop('too many in flight');
            outputs[''][i]?.setNextTimestampBound(Timestamp.next(input.packet.timestamp));
          }
        }
        const allow = (inFlight[0] ?? 0) < limit;
        const { ALLOW } = outputs;
        if (ALLOW !== undefined && allow !== allowed && inputTimestamp >= ALLOW.nextTimestampBound) ALLOW.emit(allow);
        allowed = allow;
      },
    };
  },
});
