import {
  any,
  defineCalculator,
  OptionsError,
  option,
  optional,
  type Packet,
  raiseBound,
  record,
  sameAs,
  Timestamp,
  text,
} from '../../graph/index.ts';
import { mergeOptions, optionsPacket } from './options-packet.ts';
import { createGridResampler, createJitterResampler, type Resampler } from './resamplers.ts';
import { frameRateOf, withFrameRate } from './video-header-rate.ts';

const time = (description: string) => option.integer({ description: `${description}. Microseconds` });

const options = {
  frame_rate: option.number({
    description: 'Packets per second of the output; -1: as use_input_frame_rate says',
    default: -1,
  }),
  output_header: option.choice(['NONE', 'PASS_HEADER', 'UPDATE_VIDEO_HEADER'], {
    description: 'The header of the output: none, that of the input, or that with the new frame_rate',
    default: 'NONE',
  }),
  flush_last_packet: option.boolean({
    description: 'Send the last packet also when its point of the grid is not reached',
    default: true,
  }),
  jitter: option.number({
    description: 'Share of the period by which points may be off; needs SEED',
    default: 0,
    minimum: 0,
    maximum: 1,
  }),
  jitter_with_reflection: option.boolean({ description: 'Keep each point inside its own period', default: false }),
  reproducible_sampling: option.boolean({
    description: 'Start points at multiples of the period, not at the first packet',
    default: false,
  }),
  base_timestamp: time('A point of the grid; default: the first packet'),
  start_time: time('Points before it are left out'),
  end_time: time('Points from it on are left out'),
  round_limits: option.boolean({
    description: 'Let points pass that are up to half a period outside of start_time and end_time',
    default: false,
  }),
  use_input_frame_rate: option.boolean({ description: 'Take the frame rate of the header', default: false }),
  max_frame_rate: option.number({ description: 'Upper limit of the frame rate; -1: none', default: -1 }),
};

const LEFT_OUT = 'no point of the grid is nearest to it';

/** Makes a stream's rate constant. MediaPipe: packet_resampler_calculator.cc. */
export const packetResamplerCalculator = defineCalculator({
  name: 'PacketResamplerCalculator',
  summary: 'Sends the nearest packet at each point of a regular grid of time; packets are repeated and dropped.',
  example: `
calculator: PacketResamplerCalculator
input_stream: frame
output_stream: thirty_frames_a_second
options: {frame_rate: 30}
`,
  inputs: {
    '': optional(any, 'The stream'),
    DATA: optional(any, 'The stream, under this tag'),
    VIDEO_HEADER: optional(record, 'A header as a packet'),
  },
  outputs: {
    '': optional(sameAs(''), 'The packets of the grid'),
    DATA: optional(sameAs('DATA'), 'The packets of the grid, under this tag'),
    VIDEO_HEADER: optional(record, 'The header with the new frame rate, before all data'),
  },
  sidePackets: {
    OPTIONS: optionsPacket,
    SEED: optional(text, 'Where the random points of jitter start', { mustBeGiven: true }),
  },
  options,
  timestampOffset: null,
  *check(view) {
    for (const side of ['inputs', 'outputs'] as const) {
      if (view[side]('') + view[side]('DATA') !== 1)
        yield `One of the untagged ${side.slice(0, -1)} and DATA is needed. Connect one.`;
    }
    const { options: given } = view;
    if (view.sidePackets('OPTIONS') > 0) return;
    if (given.frame_rate <= 0 && !given.use_input_frame_rate) {
      yield `frame_rate is ${given.frame_rate}. Give packets per second, or set use_input_frame_rate.`;
    }
    if (given.jitter > 0 && view.sidePackets('SEED') === 0) yield 'jitter needs a seed. Connect the side packet SEED.';
  },
  open(ctx) {
    const merged = mergeOptions(options, ctx);
    const source = ctx.inputs.DATA ?? ctx.inputs[''];
    const header = source?.header;
    const rateFor = (given: unknown): number => {
      const own = merged.use_input_frame_rate ? (frameRateOf(given) ?? merged.frame_rate) : merged.frame_rate;
      const rate = merged.max_frame_rate > 0 ? Math.min(own, merged.max_frame_rate) : own;
      if (rate > 0 && rate <= Timestamp.perSecond) return rate;
      throw new OptionsError(
        rate > 0
          ? `node "${ctx.nodeName}": the frame rate is ${rate}. Give at most one packet per microsecond, ${Timestamp.perSecond}.`
          : `node "${ctx.nodeName}": the frame rate is ${rate}. Give frame_rate, or a header with a frame_rate.`,
      );
    };
    const seed = ctx.sidePackets.SEED ?? '';
    if (merged.jitter > 0 && ctx.sidePackets.SEED === undefined) {
      throw new OptionsError(`node "${ctx.nodeName}": jitter needs a seed. Connect the side packet SEED.`);
    }
    let rate = 0;
    const make = (given: unknown): Resampler => {
      rate = rateFor(given);
      return merged.jitter > 0
        ? createJitterResampler({ ...merged, rate, seed })
        : createGridResampler({ ...merged, rate });
    };
    if (header !== undefined && merged.output_header !== 'NONE') {
      (ctx.outputs.DATA ?? ctx.outputs[''])?.setHeader(
        merged.output_header === 'PASS_HEADER' ? header : withFrameRate(header, rateFor(header)),
      );
    }
    // With a header as a packet, the rate is known when that packet has come.
    let resampler = ctx.inputs.VIDEO_HEADER === undefined ? make(header) : undefined;
    let headerIsSent = false;
    const isInside = (point: Timestamp): boolean => {
      // A limit that is rounded is the middle between two points: half a period is left to either side of it.
      const margin = merged.round_limits ? Math.floor(Math.floor(Timestamp.perSecond / rate) / 2) : 0;
      return (
        point >= (merged.start_time ?? Timestamp.Min) - margin && point < (merged.end_time ?? Timestamp.Max) + margin
      );
    };
    // A packet can still be sent until the next one has come: only then is it known to be left out.
    let last: Packet | undefined;
    const sent = new Set<Packet>();
    const sendTo =
      (output: { forward(packet: Packet, time: Timestamp): void } | undefined) =>
      (packet: Packet, point: Timestamp): void => {
        if (!isInside(point)) return;
        output?.forward(packet, point);
        sent.add(packet);
      };
    return {
      process(call) {
        const { inputs, outputs } = call;
        const input = inputs.DATA ?? inputs[''];
        const output = outputs.DATA ?? outputs[''];
        const given = inputs.VIDEO_HEADER?.value;
        if (given !== undefined) resampler ??= make(given);
        const hasData = input !== undefined && !input.isEmpty;
        if (hasData) resampler ??= make(header);
        if (resampler !== undefined && !headerIsSent) {
          outputs.VIDEO_HEADER?.emit(withFrameRate(given ?? header, rate), Timestamp.PreStream);
          headerIsSent = true;
        }
        if (!hasData || output === undefined) return;
        resampler?.take(input.packet, sendTo(output));
        // The places of the grid until then are decided: those who wait for this stream need not wait any longer.
        if (resampler !== undefined) raiseBound(output, resampler.next());
        if (last !== undefined && !sent.delete(last)) call.filter(LEFT_OUT);
        last = input.packet;
      },
      close(call) {
        resampler?.flush(sendTo(call.outputs.DATA ?? call.outputs['']));
        if (last !== undefined && !sent.delete(last)) call.filter(LEFT_OUT);
      },
    };
  },
});
