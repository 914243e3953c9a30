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

/** Joins the streams of several channels. MediaPipe: switch_mux_calculator.cc. */
export const switchMuxCalculator = defineCalculator({
  name: 'SwitchMuxCalculator',
  summary:
    'Sends each packet of C<k>__TAG to TAG when k is the channel selected at its time, in the order of time; a late channel is waited for.',
  example: `
calculator: SwitchMuxCalculator
input_stream: [SELECT:choice, C0__MASK:fast_mask, C1__MASK:exact_mask]
output_stream: MASK:mask
`,
  inputs: { ...selectionInputs, '*': repeated(any, 'C<k>__TAG: the stream TAG of channel k') },
  outputs: { '*': repeated(any, 'TAG: what the selected channel sends') },
  sidePackets: { ...selectionSidePackets, '*': repeated(any, 'C<k>__TAG: the side packet TAG of channel k') },
  outputSidePackets: { '*': repeated(any, 'TAG: that of the channel that is selected first') },
  options: selectionOptions,
  inputPolicy: 'ImmediateInputStreamHandler',
  processTimestampBounds: true,
  timestampOffset: null,
  *check(view) {
    yield* oneSelection(view);
    yield* allInChannels(view.ports.inputs, 'input');
    yield* allInChannels(view.ports.sidePackets, 'input side packet');
  },
  portType: port => (port.side === 'inputs' || port.side === 'sidePackets' ? channelType(port) : undefined),
  open(ctx) {
    const { connected, inputs, outputs } = ctx;
    const initial = initialChannel(ctx);
    const sideInputs = channelPorts(connected.sidePackets);
    for (const side of channelPorts(connected.outputSidePackets)) {
      const source = byChannel(sideInputs, side).get(initial);
      if (source !== undefined) ctx.outputSidePackets['*'][side.at]?.set(ctx.sidePackets['*'][source.at]);
    }
    const inputPorts = channelPorts(connected.inputs);
    const history = createChannelHistory(initial);
    const streams = channelPorts(connected.outputs).map(port => {
      const sources = byChannel(inputPorts, port);
      const header = inputs['*'][sources.get(initial)?.at ?? -1]?.header;
      if (header !== undefined) outputs['*'][port.at]?.setHeader(header);
      return { at: port.at, sources, cursor: history.cursor() };
    });
    const queues: Packet[][] = inputPorts.map(() => []);
    const settled: Timestamp[] = inputPorts.map(() => Timestamp.Unset);
    const dropUnselected = (): void => {
      for (const { channel, at } of inputPorts) {
        const queue = queues[at] ?? [];
        while (queue[0] !== undefined && queue[0].timestamp < history.knownBelow) {
          if (history.channelAt(queue[0].timestamp) === channel) break;
          queue.shift()?.release();
        }
      }
    };
    const relay = (to: typeof outputs): void => {
      dropUnselected();
      for (const { at, sources, cursor } of streams) {
        const output = to['*'][at];
        for (;;) {
          const source = sources.get(cursor.channel)?.at ?? -1;
          const queue = queues[source] ?? [];
          while (queue[0] !== undefined && queue[0].timestamp < cursor.end) {
            output?.forward(queue[0]);
            queue.shift()?.release();
          }
          // A channel that has no such stream has nothing to wait for.
          const bound = Math.min(cursor.end, settled[source] ?? Timestamp.OneOverPostStream);
          if (output !== undefined) raiseBound(output, bound);
          if (bound < cursor.end || !cursor.advance()) break;
          dropUnselected();
        }
      }
    };
    return {
      process(call) {
        history.read(call);
        for (const { at } of inputPorts) {
          const input = call.inputs['*'][at];
          if (input === undefined) continue;
          if (!input.isEmpty) queues[at]?.push(input.packet.retain());
          settled[at] = settledBelow(input);
        }
        relay(call.outputs);
      },
      close(call) {
        history.finish();
        settled.fill(Timestamp.OneOverPostStream);
        relay(call.outputs);
        for (const packet of queues.flat()) packet.release();
      },
    };
  },
});
