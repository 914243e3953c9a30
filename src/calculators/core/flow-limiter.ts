import {
  any,
  boolean,
  defineCalculator,
  integer,
  option,
  optional,
  raiseBound,
  record,
  repeated,
  required,
  sameAs,
  sameCount,
} from '../../graph/index.ts';
import { createFlowLimit } from './flow-limit.ts';
import { mergeOptions, optionsPacket } from './options-packet.ts';
import { passHeaders } from './ports.ts';

const options = {
  max_in_flight: option.integer({ description: 'Packets that may be in work at once', default: 1, minimum: 1 }),
  max_in_queue: option.integer({
    description: 'Packets that may wait; older ones are dropped',
    default: 0,
    minimum: 0,
  }),
  in_flight_timeout: option.integer({
    description: 'Microseconds of stream time after which a packet in work is given up; 0: never',
    default: 0,
    minimum: 0,
  }),
};

/**
 * Keeps a live stream from piling up: lets a packet in when an earlier one has come out at the other end, and drops
 * what cannot wait. MediaPipe: flow_limiter_calculator.cc.
 */
export const flowLimiterCalculator = defineCalculator({
  name: 'FlowLimiterCalculator',
  summary: 'Lets packets in while few enough are in work, and drops the others.',
  example: `
calculator: FlowLimiterCalculator
input_stream: [frame, FINISHED:result]
input_stream_info: {tag_index: FINISHED, back_edge: true}
output_stream: limited_frame
`,
  inputs: {
    '': repeated(any, 'The limited stream, then streams that follow its decisions', { min: 1 }),
    FINISHED: required(any, 'Back edge: what came of a packet, at its timestamp. A bound counts too'),
    OPTIONS: optional(record, 'Options that take precedence from here on'),
  },
  outputs: {
    '': repeated(sameAs(''), 'What was let in', { min: 1 }),
    ALLOW: optional(boolean, 'For each packet of the first stream, whether it was let in'),
  },
  sidePackets: {
    OPTIONS: optionsPacket,
    MAX_IN_FLIGHT: optional(integer, 'Takes the place of the option max_in_flight', { mustBeGiven: true }),
  },
  options,
  inputPolicy: 'ImmediateInputStreamHandler',
  timestampOffset: null,
  processTimestampBounds: true,
  check: view => sameCount(view),
  open(ctx) {
    let limits = mergeOptions(options, ctx, { max_in_flight: ctx.sidePackets.MAX_IN_FLIGHT });
    const limit = createFlowLimit(limits, ctx.inputs[''].length);
    passHeaders(ctx.inputs[''], ctx.outputs['']);
    return {
      process(call) {
        const { inputs, outputs, inputTimestamp } = call;
        const changed = inputs.OPTIONS?.value;
        if (changed !== undefined) {
          limits = mergeOptions(options, {
            nodeName: ctx.nodeName,
            options: limits,
            sidePackets: { OPTIONS: changed },
          });
          limit.limitTo(limits);
        }
        const finished = inputs.FINISHED.packet.timestamp;
        if (finished === inputTimestamp) limit.finish(finished);
        for (const [i, input] of inputs[''].entries()) if (!input.isEmpty) limit.queue(i, input.packet);
        const [main] = inputs[''];
        const [out] = outputs[''];
        if (main === undefined || out === undefined) return;
        if (main.packet.timestamp === inputTimestamp) limit.giveUpBefore(inputTimestamp);
        limit.decide(
          packet => {
            out.forward(packet);
            outputs.ALLOW?.emit(true, packet.timestamp);
          },
          packet => {
            call.drop('too many in flight');
            outputs.ALLOW?.emit(false, packet.timestamp);
          },
        );
        const bound = limit.boundOf(main.packet.timestamp);
        raiseBound(out, bound);
        if (outputs.ALLOW !== undefined) raiseBound(outputs.ALLOW, bound);
        for (let i = 1; i < outputs[''].length; i += 1) {
          const auxiliary = outputs[''][i];
          const input = inputs[''][i];
          if (auxiliary === undefined || input === undefined) continue;
          const next = limit.follow(i, input.packet.timestamp, out.nextTimestampBound, packet => {
            auxiliary.forward(packet);
          });
          raiseBound(auxiliary, next);
        }
      },
      close() {
        limit.clear();
      },
    };
  },
});
