import {
  any,
  defineCalculator,
  integer,
  OptionsError,
  type OutputPort,
  option,
  optional,
  raiseBound,
  required,
  sameAs,
  Timestamp,
} from '../../graph/index.ts';
import { mergeOptions, optionsPacket } from './options-packet.ts';
import { createAsyncThinner, createSyncThinner, thinnedRate } from './thinners.ts';
import { frameRateOf, withFrameRate } from './video-header-rate.ts';

const options = {
  thinner_type: option.choice(['ASYNC', 'SYNC'], {
    description: 'ASYNC: one packet, then none for a period. SYNC: the packet nearest to each point of a grid',
    default: 'ASYNC',
  }),
  period: option.integer({ description: 'Microseconds', default: 1, minimum: 1 }),
  start_time: option.integer({
    description: 'Packets before it are dropped; the first point of the grid. Microseconds',
  }),
  end_time: option.integer({ description: 'Packets from it on are dropped. Microseconds' }),
  sync_output_timestamps: option.boolean({
    description: 'SYNC: give packets the timestamps of the grid, not their own',
    default: true,
  }),
  update_frame_rate: option.boolean({
    description: 'Write the new frame_rate (frames per second) into the header',
    default: false,
  }),
};

/** Lowers the rate of a stream. MediaPipe: packet_thinner_calculator.cc. */
export const packetThinnerCalculator = defineCalculator({
  name: 'PacketThinnerCalculator',
  summary: 'Lowers the rate of a stream to at most one packet in a period.',
  example: `
calculator: PacketThinnerCalculator
input_stream: frame
output_stream: two_frames_a_second
options: {thinner_type: ASYNC, period: 500000}
`,
  inputs: { '': required(any, 'The stream') },
  outputs: { '': required(sameAs(''), 'Fewer of its packets') },
  sidePackets: {
    OPTIONS: optionsPacket,
    PERIOD: optional(integer, 'Takes the place of the option period. Microseconds', { mustBeGiven: true }),
  },
  options,
  timestampOffset: null,
  open(ctx) {
    const merged = mergeOptions(options, ctx, { period: ctx.sidePackets.PERIOD });
    const { period } = merged;
    const end = merged.end_time ?? Timestamp.Max;
    const isSync = merged.thinner_type === 'SYNC';
    const start = merged.start_time ?? (isSync ? 0 : Timestamp.Min);
    if (start >= end) {
      throw new OptionsError(
        `node "${ctx.nodeName}": start_time ${Timestamp.format(start)} is not before end_time ${Timestamp.format(end)}. Exchange them.`,
      );
    }
    // Packets of the grid do not keep the timestamps of the input.
    if (!isSync) ctx.setOffset(0);
    const thinner = isSync
      ? createSyncThinner({ period, start, onGrid: merged.sync_output_timestamps })
      : createAsyncThinner(period);
    const header = ctx.inputs[''].header;
    const rate = frameRateOf(header);
    if (header !== undefined) {
      const changes = merged.update_frame_rate && rate !== undefined;
      ctx.outputs[''].setHeader(changes ? withFrameRate(header, thinnedRate(rate, period, isSync)) : header);
    }
    raiseBound(ctx.outputs[''], start);
    // Nothing comes from end_time on: those who wait for this stream need not wait any longer.
    const finish = ({ outputs }: { outputs: { readonly '': OutputPort } }): void => {
      if (outputs[''].isClosed) return;
      thinner.flush((packet, time) => {
        outputs[''].forward(packet, time);
      });
      outputs[''].close();
    };
    return {
      process(call) {
        const { inputs, outputs, inputTimestamp } = call;
        if (inputTimestamp < start || inputTimestamp >= end) {
          call.filter('outside of the time range');
          if (inputTimestamp >= end) finish(call);
          return;
        }
        const thrown = thinner.take(inputs[''].packet, (packet, time) => {
          outputs[''].forward(packet, time);
        });
        call.filter('thinned out', thrown);
        raiseBound(outputs[''], thinner.bound(inputTimestamp));
      },
      close: finish,
    };
  },
});
