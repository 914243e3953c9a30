import { any, defineCalculator, MillraceError, option, Packet, repeated, STOP, Timestamp } from '../../graph/index.ts';

/** The time of an item, by `set_timestamp`; NONE: its own. */
const TIMES: Readonly<Record<string, (index: number) => Timestamp>> = {
  VECTOR_INDEX: index => index,
  PRE_STREAM: () => Timestamp.PreStream,
  WHOLE_STREAM: () => Timestamp.PostStream,
};

/**
 * Makes streams of side packets, all at once. MediaPipe: source.cc.
 *
 * The items of a list may be packets or plain values; with NONE they are packets, each at its own time.
 */
export const sidePacketsToStreamsCalculator = defineCalculator({
  name: 'SidePacketsToStreamsCalculator',
  summary: 'Sends the items of each side packet, a list, to the output of its index, and ends the streams.',
  example: `
calculator: SidePacketsToStreamsCalculator
input_side_packet: [frames, labels]
output_stream: [frame, label]
`,
  sidePackets: { '': repeated(any, 'Lists of one length, or single values without vectors_of_packets', { min: 1 }) },
  outputs: { '': repeated(any, 'The items of the side packet of the same index', { min: 1 }) },
  options: {
    num_inputs: option.integer({ description: 'How many side packets and outputs are connected', minimum: 0 }),
    set_timestamp: option.choice(['VECTOR_INDEX', 'PRE_STREAM', 'WHOLE_STREAM', 'NONE'], {
      description: 'The time of items: their index, before all data, after all data, or the one that they have',
      default: 'VECTOR_INDEX',
    }),
    vectors_of_packets: option.boolean({ description: 'Whether side packets are lists', default: true }),
  },
  timestampOffset: null,
  *check({ sidePackets, outputs, options }) {
    const [given, connected] = [sidePackets(''), outputs('')];
    if (given !== connected || given !== (options.num_inputs ?? given)) {
      yield [
        'INVALID_ARGUMENT',
        `${given} side packets and ${connected} outputs are connected. Connect ${options.num_inputs ?? 'as many'} of each.`,
      ];
    }
    if (options.set_timestamp === 'NONE' && !options.vectors_of_packets) {
      yield ['INVALID_ARGUMENT', 'A single value has no time of its own. Set another set_timestamp than NONE.'];
    }
  },
  open({ options, sidePackets, nodeName }) {
    const fail = (fact: string): MillraceError => new MillraceError('INVALID_ARGUMENT', `node "${nodeName}": ${fact}`);
    const lists = sidePackets[''].map((value, i): readonly unknown[] => {
      if (!options.vectors_of_packets) return [value];
      if (Array.isArray(value)) return value;
      throw fail(`side packet ${i} is no list. Give a list, or set vectors_of_packets to false.`);
    });
    const lengths = new Set(lists.map(list => list.length));
    if (lengths.size > 1) throw fail(`the lists have ${[...lengths].join(' and ')} items. Give lists of one length.`);
    const timeOf = TIMES[options.set_timestamp];
    return {
      process({ outputs }) {
        for (const [i, list] of lists.entries()) {
          for (const [index, item] of list.entries()) {
            const isPacket = item instanceof Packet;
            const time = timeOf?.(index) ?? (isPacket ? item.timestamp : undefined);
            if (time === undefined) {
              throw fail(`item ${index} of side packet ${i} has no time. Give packets, or another set_timestamp.`);
            }
            if (isPacket) outputs[''][i]?.forward(item, time);
            else outputs[''][i]?.emit(item, time);
          }
        }
        return STOP;
      },
    };
  },
});
