import {
  any,
  defineCalculator,
  definePacketType,
  Packet,
  type PacketType,
  repeated,
  required,
} from '../../graph/index.ts';

/** Two packets of one timestamp; either may be empty. */
export type PacketPair = readonly [first: Packet, second: Packet];

const pair: PacketType<PacketPair> = definePacketType({
  name: 'packet_pair',
  description: 'Two packets of one timestamp; either may be empty',
  is: (value): value is PacketPair =>
    Array.isArray(value) && value.length === 2 && value.every(one => one instanceof Packet),
  threadBound: true,
  release: ([first, second]) => {
    first.release();
    second.release();
  },
});

/** Joins two streams. MediaPipe: make_pair_calculator.cc. */
export const makePairCalculator = defineCalculator({
  name: 'MakePairCalculator',
  summary: 'Sends the packets of two inputs as one pair; a missing one is an empty packet.',
  example: `
calculator: MakePairCalculator
input_stream: [frame, mask]
output_stream: frame_and_mask
`,
  inputs: { '': repeated(any, 'Two streams', { min: 2 }) },
  outputs: { '': required(pair, 'The pairs') },
  *check(view) {
    if (view.inputs('') !== 2) yield `${view.inputs('')} inputs are connected. Connect two.`;
  },
  open: () => ({
    process({ inputs, outputs, inputTimestamp }) {
      const of = (index: number): Packet => {
        const input = inputs[''][index];
        return input === undefined || input.isEmpty ? Packet.empty(inputTimestamp) : input.packet.retain();
      };
      outputs[''].emit([of(0), of(1)]);
    },
  }),
});
