import { any, defineCalculator, type Packet, raiseBound, repeated, Timestamp } from '../../graph/index.ts';
import { allInChannels, byChannel, channelPorts, channelType } from './channel-ports.ts';
import {
  createChannelHistory,
  initialChannel,
  oneSelection,
  selectionInputs,
  selectionOptions,
  selectionSidePackets,
  settledBelow,
} from './channel-selection.ts';

/** Sends streams to one of several channels. MediaPipe: switch_demux_calculator.cc. */
export const switchDemuxCalculator = defineCalculator({
  name: 'SwitchDemuxCalculator',
  summary:
    'Sends each packet of TAG to C<k>__TAG, where k is the channel selected at its time. Headers and side packets go to all channels.',
  example: `
calculator: SwitchDemuxCalculator
input_stream: [SELECT:choice, FRAME:frame]
output_stream: [C0__FRAME:fast_frame, C1__FRAME:exact_frame]
`,
  inputs: { ...selectionInputs, '*': repeated(any, 'Streams to switch') },
  outputs: { '*': repeated(any, 'C<k>__TAG: the stream TAG while channel k is selected') },
  sidePackets: { ...selectionSidePackets, '*': repeated(any, 'Side packets for all channels') },
  outputSidePackets: { '*': repeated(any, 'C<k>__TAG: the side packet TAG') },
  options: selectionOptions,
  inputPolicy: view => (view.options.synchronize_io ? 'DefaultInputStreamHandler' : 'ImmediateInputStreamHandler'),
  processTimestampBounds: true,
  timestampOffset: null,
  *check(view) {
    yield* oneSelection(view);
    yield* allInChannels(view.ports.outputs, 'output');
    yield* allInChannels(view.ports.outputSidePackets, 'output side packet');
  },
  portType: port => (port.side === 'outputs' || port.side === 'outputSidePackets' ? channelType(port) : undefined),
  open(ctx) {
    const { connected, inputs, outputs } = ctx;
    const sideOutputs = channelPorts(connected.outputSidePackets);
    for (const side of channelPorts(connected.sidePackets)) {
      for (const { at } of byChannel(sideOutputs, side).values()) {
        ctx.outputSidePackets['*'][at]?.set(ctx.sidePackets['*'][side.at]);
      }
    }
    const outputPorts = channelPorts(connected.outputs);
    const history = createChannelHistory(initialChannel(ctx));
    const streams = channelPorts(connected.inputs).map(port => {
      const targets = byChannel(outputPorts, port);
      const header = inputs['*'][port.at]?.header;
      for (const { at } of targets.values()) if (header !== undefined) outputs['*'][at]?.setHeader(header);
      const queue: Packet[] = [];
      return { at: port.at, targets, queue, cursor: history.cursor(), settled: Timestamp.Unset };
    });
    const relay = (to: typeof outputs): void => {
      for (const { targets, queue, cursor, settled } of streams) {
        do {
          const output = to['*'][targets.get(cursor.channel)?.at ?? -1];
          while (queue[0] !== undefined && queue[0].timestamp < cursor.end) {
            output?.forward(queue[0]);
            queue.shift()?.release();
          }
          if (output !== undefined) raiseBound(output, Math.min(cursor.end, settled));
        } while (settled >= cursor.end && cursor.advance());
      }
    };
    return {
      process(call) {
        history.read(call);
        for (const stream of streams) {
          const input = call.inputs['*'][stream.at];
          if (input === undefined) continue;
          if (!input.isEmpty) stream.queue.push(input.packet.retain());
          stream.settled = settledBelow(input);
        }
        relay(call.outputs);
      },
      close(call) {
        history.finish();
        for (const stream of streams) stream.settled = Timestamp.OneOverPostStream;
        relay(call.outputs);
      },
    };
  },
});
