import { any, boolean, defineCalculator, required, Timestamp } from '../../graph/index.ts';

/**
 * Tells where a stream has packets. MediaPipe: packet_presence_calculator.cc.
 *
 * Of the special timestamps (before and after all data) it tells only where there is a packet.
 */
export const packetPresenceCalculator = defineCalculator({
  name: 'PacketPresenceCalculator',
  summary: 'At each settled timestamp tells whether there is a packet.',
  example: `
calculator: PacketPresenceCalculator
input_stream: PACKET:detections
output_stream: PRESENCE:has_detections
`,
  inputs: { PACKET: required(any, 'The stream') },
  outputs: { PRESENCE: required(boolean, 'Whether it has a packet') },
  processTimestampBounds: true,
  open: () => ({
    process({ inputs, outputs, inputTimestamp }) {
      const { isEmpty } = inputs.PACKET;
      const isOfData = inputTimestamp > Timestamp.Min && inputTimestamp < Timestamp.Max;
      if (isOfData || !isEmpty) outputs.PRESENCE.emit(!isEmpty);
    },
  }),
});
