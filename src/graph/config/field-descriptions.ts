import type { GraphConfig, NodeConfig } from './graph-config.ts';

/** What is said of a field; of one with fields of its own, under `''`, and what is said of those. */
export type FieldDescription = string | { readonly [field: string]: FieldDescription };

const streams = (what: string): string => `${what}: name, TAG:name or TAG:index:name`;
const handler = (field: string, description: string): FieldDescription => ({
  '': description,
  [field]: 'Its name',
  options: 'Its options',
});

const TAG_INDEX = 'The input: TAG, TAG:index or :index';

/** What editors say of the fields of a node. */
export const nodeDescriptions: Readonly<Record<keyof NodeConfig | 'profiler_config', FieldDescription>> = {
  name: 'A name for messages, traces and --set; unique in the graph. Default: that of the calculator',
  calculator: 'The registered name of a calculator, or the type of another graph',
  input_stream: streams('Input streams'),
  output_stream: streams('Output streams'),
  input_side_packet: streams('Input side packets'),
  output_side_packet: streams('Output side packets'),
  options: 'Options of the calculator',
  node_options: 'Options of the calculator, in their second spelling',
  option_value: "FIELD:options/path: copies a field of the graph's options into the node's options",
  input_stream_info: {
    '': 'Marks inputs as back edges',
    tag_index: TAG_INDEX,
    back_edge: 'Whether this input closes a loop',
  },
  input_stream_handler: handler('input_stream_handler', 'When the node is ready, and with which inputs'),
  output_stream_handler: handler('output_stream_handler', 'How outputs are delivered; always in order'),
  source_layer: 'Sources of higher layers start when those of lower ones have ended',
  buffer_size_hint: 'Raises the bound of all input queues to at least this',
  executor: 'The name of the executor that runs the node',
  max_in_flight: 'How many calls of process may run at once',
  profiler_config: 'Settings of the profiler',
};

/** What editors say of the fields of a graph. */
export const graphDescriptions: Readonly<Record<keyof GraphConfig, FieldDescription>> = {
  type: 'The name under which other graphs use this one as a node',
  node: 'The nodes, in any order',
  input_stream: streams("The graph's input streams"),
  output_stream: streams("The graph's output streams"),
  input_stream_info: {
    '': "What the graph's own input streams do with bad timestamps, for live sources. Without effect where the graph is a node",
    tag_index: TAG_INDEX,
    timestamp_policy:
      'What becomes of a packet whose timestamp is none or does not come after the last: the run fails (error), it is dropped (drop), gets the earliest possible timestamp (clamp), or all later ones are shifted (rebase)',
  },
  input_side_packet: streams("The graph's input side packets"),
  output_side_packet: streams("The graph's output side packets"),
  executor: {
    '': 'Executors that nodes may name; one without a name is that of all nodes that name none',
    name: 'Its name; without one it is the default executor',
    type: 'Its kind; left out, the program hands the executor over',
    options: 'Its options',
  },
  num_threads: 'Threads of the default executor',
  max_queue_size: 'Bound of every input queue: 0 or unset 100, -1 none',
  report_deadlock: 'Fail instead of growing a full queue that blocks progress',
  input_stream_handler: handler('input_stream_handler', 'The input policy of nodes that name none'),
  output_stream_handler: handler('output_stream_handler', 'How outputs are delivered; always in order'),
  graph_options: 'Options of the graph as a node, with their defaults',
  options: 'Options of the graph',
  package: 'A name space tried as a prefix when calculators are looked up',
  profiler_config: 'Settings of the profiler',
};
