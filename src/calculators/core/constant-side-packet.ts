import {
  any,
  boolean,
  defineCalculator,
  definePacketType,
  integer,
  list,
  number,
  option,
  type PacketType,
  record,
  repeated,
  text,
} from '../../graph/index.ts';

const value = {
  int_value: option.integer({ description: 'An integer' }),
  int64_value: option.integer({ description: 'An integer' }),
  uint64_value: option.integer({ description: 'An integer from 0', minimum: 0 }),
  float_value: option.number({ description: 'A number' }),
  double_value: option.number({ description: 'A number' }),
  bool_value: option.boolean({ description: 'True or false' }),
  string_value: option.string({ description: 'A string' }),
  json_value: option.json({ description: 'Any value' }),
  classification_list_value: option.json({ description: 'A list of classifications, {classification: [...]}' }),
  landmark_list_value: option.json({ description: 'A list of landmarks, {landmark: [...]}' }),
  matrix_data_value: option.json({ description: 'A matrix, {rows, cols, packed_data}' }),
  time_series_header_value: option.json({ description: 'The header of a time series, {sample_rate, num_channels …}' }),
  int_vector_value: option.object(
    { int_value: option.list(option.integer({ description: 'One' }), { description: 'The list', default: [] }) },
    { description: 'A list of integers' },
  ),
  float_vector_value: option.object(
    { float_value: option.list(option.number({ description: 'One' }), { description: 'The list', default: [] }) },
    { description: 'A list of numbers' },
  ),
  string_vector_value: option.object(
    { string_value: option.list(option.string({ description: 'One' }), { description: 'The list', default: [] }) },
    { description: 'A list of strings' },
  ),
};

/** The first that takes a value is its type. */
const types: readonly PacketType[] = [integer, number, boolean, text, list(number), list(text), list(any), record];

/** Side packets with values from the graph file. MediaPipe: constant_side_packet_calculator.cc. */
export const constantSidePacketCalculator = defineCalculator({
  name: 'ConstantSidePacketCalculator',
  summary: 'Sets each output side packet to the value that its options give.',
  example: `
calculator: ConstantSidePacketCalculator
output_side_packet: [PACKET:0:limit, PACKET:1:label]
options:
  packet: [{int_value: 3}, {string_value: person}]
`,
  outputSidePackets: {
    PACKET: repeated(any, 'The values, in the order of the option', { min: 1 }),
    '*': repeated(any, 'Never set'),
  },
  options: {
    packet: option.list(option.object(value, { description: 'One value under the name of its type' }), {
      description: 'The values, one for each output side packet',
      required: true,
    }),
  },
  *check(view) {
    const values = view.options.packet;
    const ports = view.outputSidePackets('PACKET');
    if (values.length !== ports) {
      yield `The option packet has ${values.length} values for ${ports} output side packets. Give one for each.`;
    }
    for (const [i, one] of values.entries()) {
      const names = Object.keys(one);
      if (names.length !== 1) {
        yield [
          'INVALID_ARGUMENT',
          `packet[${i}] has ${names.length === 0 ? 'no value' : names.join(' and ')}. Give exactly one of ${Object.keys(value).join(', ')}.`,
        ];
      }
    }
  },
  portType({ tag, index }, { options }) {
    if (tag !== 'PACKET') return undefined;
    const constant = valueOf(options.packet[index]);
    const type = types.find(one => one.is(constant));
    return type && definePacketType({ ...type, constant });
  },
  open({ options, outputSidePackets }) {
    outputSidePackets.PACKET.forEach((port, i) => {
      port.set(valueOf(options.packet[i]));
    });
    return { process() {} };
  },
});

/** The value that is set. The vector types wrap their list in a field, as their protocol buffers do. */
function valueOf(named: Readonly<Record<string, unknown>> = {}): unknown {
  const [given] = Object.values(named);
  return isVector(given) ? Object.values(given)[0] : given;
}

const isVector = (given: unknown): given is Readonly<Record<string, unknown>> =>
  typeof given === 'object' &&
  given !== null &&
  !Array.isArray(given) &&
  ['int_value', 'float_value', 'string_value'].some(name => Object.keys(given).join() === name);
