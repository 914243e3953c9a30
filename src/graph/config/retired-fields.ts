/** Fields that MediaPipe has or had and graph files do without, each with what to write today. */
export const RETIRED_FIELDS: ReadonlyMap<string, string> = new Map([
  [
    'packet_generator',
    'Use a calculator that sets an output side packet in "open", such as ConstantSidePacketCalculator.',
  ],
  [
    'packet_factory',
    'Use a calculator that sets an output side packet in "open", such as ConstantSidePacketCalculator.',
  ],
  ['status_handler', 'Look at what done() rejects with: it names the node, the phase and the time.'],
  ['external_input', 'Write input_side_packet.'],
  ['runtime_info', 'Look at graph.stats(): it tells what each node does, and what waits.'],
  ['rule', 'A graph with parameters is a subgraph: declare graph_options and copy them with option_value.'],
  ['arg', 'A graph with parameters is a subgraph: declare graph_options and copy them with option_value.'],
]);
