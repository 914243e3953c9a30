import {
  any,
  defineCalculator,
  option,
  optional,
  type Packet,
  raiseBound,
  repeated,
  sameAs,
  Timestamp,
} from '../../graph/index.ts';
import { passHeaders } from './ports.ts';

/** Repeats the latest packets at every tick. MediaPipe: packet_cloner_calculator.cc. */
export const packetClonerCalculator = defineCalculator({
  name: 'PacketClonerCalculator',
  summary:
    'Sends the latest packet of each input again at every tick. The ticks come in at TICK, else at the last input.',
  example: `
calculator: PacketClonerCalculator
input_stream: [camera_settings, TICK:frame]
output_stream: settings_of_frame
`,
  inputs: {
    '': repeated(any, 'Streams to repeat; without TICK the last one gives the ticks', { min: 1 }),
    TICK: optional(any, 'When to send'),
  },
  outputs: { '': repeated(sameAs(''), 'The latest packet, at the time of the tick', { min: 1 }) },
  options: {
    output_only_when_all_inputs_received: option.boolean({
      description: 'Send nothing, not even a bound, before every input has had a packet',
      default: false,
    }),
    output_packets_only_when_all_inputs_received: option.boolean({
      description: 'Send bounds only before every input has had a packet',
      default: false,
    }),
  },
  timestampOffset: null,
  processTimestampBounds: true,
  *check(view) {
    const data = view.inputs('') - (view.inputs('TICK') === 0 ? 1 : 0);
    if (data !== view.outputs('')) {
      yield `${data} inputs are to be repeated on ${view.outputs('')} outputs. Connect as many of each, and one for the ticks.`;
    }
  },
  open(ctx) {
    const { options } = ctx;
    const latest: (Packet | undefined)[] = ctx.outputs[''].map(() => undefined);
    passHeaders(ctx.inputs[''], ctx.outputs['']);
    return {
      process({ inputs, outputs }) {
        for (const i of latest.keys()) {
          const input = inputs[''][i];
          if (input === undefined || input.isEmpty) continue;
          latest[i]?.release();
          latest[i] = input.packet.retain();
        }
        const tick = (inputs.TICK ?? inputs[''][latest.length])?.packet;
        if (tick === undefined || tick.timestamp < Timestamp.PreStream) return;
        const isComplete = !latest.includes(undefined);
        if (options.output_only_when_all_inputs_received && !isComplete) return;
        const sends = !tick.isEmpty && (isComplete || !options.output_packets_only_when_all_inputs_received);
        for (const [i, output] of outputs[''].entries()) {
          const packet = latest[i];
          if (sends && packet !== undefined) output.forward(packet, tick.timestamp);
          else raiseBound(output, Timestamp.next(tick.timestamp));
        }
      },
      close() {
        for (const packet of latest) packet?.release();
      },
    };
  },
});
