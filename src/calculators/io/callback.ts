import {
  any,
  boolean,
  defineCalculator,
  MillraceError,
  OptionsError,
  optional,
  type Packet,
  repeated,
  required,
} from '../../graph/index.ts';

/** What a side packet CALLBACK holds; a promise is waited for. */
export type PacketCallback = (packet: Packet) => void | Promise<void>;

/** What a side packet VECTOR_CALLBACK holds. */
export type PacketRowCallback = (packets: readonly Packet[]) => void | Promise<void>;

/** Hands packets to a function of the host program. MediaPipe: sink.cc. `graph.observe` does so without a node. */
export const callbackCalculator = defineCalculator({
  name: 'CallbackCalculator',
  summary:
    'Calls a function with each packet (CALLBACK), or with the packets of all inputs at each time (VECTOR_CALLBACK).',
  example: `
calculator: CallbackCalculator
input_stream: result
input_side_packet: CALLBACK:on_result
`,
  inputs: { '': repeated(any, 'What the function gets', { min: 1 }) },
  sidePackets: {
    CALLBACK: optional(any, 'A function of one packet'),
    VECTOR_CALLBACK: optional(any, 'A function of a list of packets, one per input; those without a value are empty'),
    OBSERVE_TIMESTAMP_BOUNDS: optional(boolean, 'Whether times without any packet count'),
  },
  processTimestampBounds: true,
  timestampOffset: null,
  *check({ inputs, sidePackets }) {
    const [one, row] = [sidePackets('CALLBACK'), sidePackets('VECTOR_CALLBACK')];
    if (one + row !== 1) yield ['INVALID_ARGUMENT', 'CALLBACK or VECTOR_CALLBACK is needed. Connect one of them.'];
    if (one === 1 && inputs('') !== 1) {
      yield [
        'INVALID_ARGUMENT',
        `CALLBACK takes one input; ${inputs('')} are connected. Use VECTOR_CALLBACK for several.`,
      ];
    }
  },
  open({ sidePackets, nodeName }) {
    const one = asFunction<PacketCallback>(sidePackets.CALLBACK, 'CALLBACK', nodeName);
    const row = asFunction<PacketRowCallback>(sidePackets.VECTOR_CALLBACK, 'VECTOR_CALLBACK', nodeName);
    const observesBounds = sidePackets.OBSERVE_TIMESTAMP_BOUNDS === true;
    return {
      process({ inputs }) {
        if (!observesBounds && inputs[''].every(input => input.isEmpty)) return;
        const packets = inputs[''].map(input => input.packet);
        const [first] = packets;
        if (one !== undefined && first !== undefined) return one(first);
        return row?.(packets);
      },
    };
  },
});

/** What the side packet CALLBACK of a CallbackWithHeaderCalculator holds. */
export type PacketWithHeaderCallback = (packet: Packet, header: unknown) => void | Promise<void>;

/**
 * Hands packets and the header to a function of the host program. MediaPipe: sink.cc.
 *
 * The header of a stream comes first, then the first HEADER packet; later ones are passed over.
 */
export const callbackWithHeaderCalculator = defineCalculator({
  name: 'CallbackWithHeaderCalculator',
  summary: 'Calls a function with each packet and the header, which is that of INPUT or the one packet of HEADER.',
  example: `
calculator: CallbackWithHeaderCalculator
input_stream: [INPUT:result, HEADER:header]
input_side_packet: CALLBACK:on_result
`,
  inputs: {
    INPUT: required(any, 'What the function gets'),
    HEADER: required(any, 'The header as a packet before all others, or a stream with the header and no packet'),
  },
  sidePackets: { CALLBACK: required(any, 'A function of a packet and a header') },
  timestampOffset: null,
  open({ inputs: { INPUT, HEADER }, sidePackets, nodeName }) {
    const call = asFunction<PacketWithHeaderCallback>(sidePackets.CALLBACK, 'CALLBACK', nodeName);
    let header = INPUT.header ?? HEADER.header;
    return {
      process({ inputs }) {
        header ??= inputs.HEADER.value;
        if (inputs.INPUT.isEmpty) return undefined;
        if (header === undefined) {
          throw new MillraceError(
            'UNKNOWN',
            `node "${nodeName}": a packet came before the header. Send the header first.`,
          );
        }
        return call?.(inputs.INPUT.packet, header);
      },
    };
  },
});

function asFunction<F>(value: unknown, name: string, node: string): F | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'function') return value as F;
  throw new OptionsError(`node "${node}", side packet ${name}: is no function. Give a function.`);
}
