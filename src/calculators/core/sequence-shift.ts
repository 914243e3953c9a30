import {
  any,
  defineCalculator,
  integer,
  option,
  optional,
  type Packet,
  required,
  sameAs,
  Timestamp,
} from '../../graph/index.ts';

/** Moves packets along their own timestamps. MediaPipe: sequence_shift_calculator.cc. */
export const sequenceShiftCalculator = defineCalculator({
  name: 'SequenceShiftCalculator',
  summary: 'Gives each packet the timestamp of a packet after or before it.',
  example: `
calculator: SequenceShiftCalculator
input_stream: frame
output_stream: frame_before
options: {packet_offset: 1}
`,
  inputs: { '': required(any, 'The stream') },
  outputs: { '': required(sameAs(''), 'The same packets at other timestamps of the stream') },
  sidePackets: { PACKET_OFFSET: optional(integer, 'Takes the place of the option') },
  options: {
    packet_offset: option.integer({
      description: 'Each packet gets the timestamp of the packet so many places after it; negative: before it',
      default: -1,
    }),
    emit_empty_packets_before_first_packet: option.boolean({
      description: 'With a positive offset: move the bound at the timestamps before the first packet',
      default: false,
    }),
  },
  timestampOffset: null,
  open(ctx) {
    const { options } = ctx;
    const offset = ctx.sidePackets.PACKET_OFFSET ?? options.packet_offset;
    if (offset === 0) ctx.setOffset(0);
    const times: Timestamp[] = [];
    const packets: Packet[] = [];
    return {
      process({ inputs, outputs }) {
        const { packet } = inputs[''];
        if (offset === 0) {
          outputs[''].forward(packet);
        } else if (offset < 0) {
          times.push(packet.timestamp);
          const time = times.length > -offset ? times.shift() : undefined;
          if (time !== undefined) outputs[''].forward(packet, time);
        } else {
          packets.push(packet.retain());
          const earlier = packets.length > offset ? packets.shift() : undefined;
          if (earlier !== undefined) outputs[''].forward(earlier, packet.timestamp);
          else if (options.emit_empty_packets_before_first_packet) {
            outputs[''].setNextTimestampBound(Timestamp.next(packet.timestamp));
          }
          earlier?.release();
        }
      },
      close() {
        for (const packet of packets) packet.release();
      },
    };
  },
});
