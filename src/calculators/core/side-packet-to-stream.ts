import { any, defineCalculator, integer, optional, repeated, STOP, sameAs, Timestamp } from '../../graph/index.ts';

const once = ['AT_PRESTREAM', 'AT_POSTSTREAM', 'AT_ZERO', 'AT_TIMESTAMP'] as const;
const ticked = ['AT_TICK', 'AT_FIRST_TICK'] as const;
const tags = [...once, ...ticked];
const output = (when: string) => repeated(sameAs(''), `The side packet of the same index, ${when}`);

/** Makes packets of side packets. MediaPipe: side_packet_to_stream_calculator.cc. */
export const sidePacketToStreamCalculator = defineCalculator({
  name: 'SidePacketToStreamCalculator',
  summary: 'Sends each untagged side packet to the output of its index, at the time that the tag of the output names.',
  example: `
calculator: SidePacketToStreamCalculator
input_side_packet: threshold
input_stream: TICK:frame
output_stream: AT_TICK:threshold_of_frame
`,
  inputs: { TICK: optional(any, 'When to send, for AT_TICK and AT_FIRST_TICK') },
  outputs: {
    AT_PRESTREAM: output('before all data'),
    AT_POSTSTREAM: output('after all data'),
    AT_ZERO: output('at timestamp 0'),
    AT_TIMESTAMP: output('at the timestamp of the side packet TIMESTAMP'),
    AT_TICK: output('at each TICK'),
    AT_FIRST_TICK: output('at the first TICK'),
  },
  sidePackets: {
    '': repeated(any, 'What to send', { min: 1 }),
    TIMESTAMP: optional(integer, 'When to send, for AT_TIMESTAMP. Microseconds', { mustBeGiven: true }),
  },
  timestampOffset: null,
  *check(view) {
    const used = tags.filter(tag => view.outputs(tag) > 0);
    if (used.length !== 1) {
      yield `Outputs of ${used.length} tags are connected. Connect outputs of one of ${tags.join(', ')}.`;
      return;
    }
    const [tag = 'AT_ZERO'] = used;
    if (view.outputs(tag) !== view.sidePackets('')) {
      yield `${view.sidePackets('')} side packets and ${view.outputs(tag)} outputs are connected. Connect as many of each.`;
    }
    if (ticked.some(one => one === tag) !== view.inputs('TICK') > 0) {
      yield `TICK and ${ticked.join(' or ')} belong together. Connect both or neither.`;
    }
    if ((tag === 'AT_TIMESTAMP') !== view.sidePackets('TIMESTAMP') > 0) {
      yield 'TIMESTAMP and AT_TIMESTAMP belong together. Connect both or neither.';
    }
  },
  open(ctx) {
    const { sidePackets, outputs: connected } = ctx;
    // What is known of the ticks is known of the output.
    if (ctx.inputs.TICK !== undefined) ctx.setOffset(0);
    const values = sidePackets[''];
    const time = {
      AT_PRESTREAM: Timestamp.PreStream,
      AT_POSTSTREAM: Timestamp.PostStream,
      AT_ZERO: 0,
      AT_TIMESTAMP: sidePackets.TIMESTAMP ?? 0,
    };
    const hasTicks = ticked.some(tag => connected[tag].length > 0);
    return {
      process({ inputs, outputs, inputTimestamp }) {
        if (!hasTicks) return STOP;
        if (inputs.TICK === undefined || inputs.TICK.isEmpty) return undefined;
        for (const tag of ticked) {
          outputs[tag].forEach((out, i) => {
            if (out.isClosed) return;
            out.emit(values[i], inputTimestamp);
            if (tag === 'AT_FIRST_TICK') out.close();
          });
        }
        return undefined;
      },
      // Not in process: what closes all sources does not take these packets away.
      close({ outputs }) {
        for (const tag of once) for (const [i, out] of outputs[tag].entries()) out.emit(values[i], time[tag]);
      },
    };
  },
});
