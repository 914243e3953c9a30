import { timestampPolicies } from '../timestamp-policy.ts';
import { executorTypes } from './executor-types.ts';

/** JSON Schema of one place of a graph file; a little wider than that of options. */
export type ConfigSchema = Readonly<Record<string, unknown>>;

const text = (description: string): ConfigSchema => ({ type: 'string', description });
const record = (description: string): ConfigSchema => ({ type: 'object', description });
const count = (description: string, minimum: number): ConfigSchema => ({ type: 'integer', minimum, description });

/** One value or a list of them. */
function many(item: ConfigSchema, description: string): ConfigSchema {
  const { type } = item;
  return { ...item, type: [type, 'array'], items: item, description };
}

function object(properties: Readonly<Record<string, ConfigSchema>>, required: readonly string[] = []): ConfigSchema {
  return { type: 'object', properties, required, additionalProperties: false };
}

const streams = (what: string): ConfigSchema => many(text(what), `${what}: name, TAG:name or TAG:index:name`);

const handler = (field: string, description: string): ConfigSchema => ({
  ...object({ [field]: text('Its name'), options: record('Its options') }),
  description,
});

/** The fields of a node, without those of `options`, which depend on the calculator. */
export const nodeSchema: ConfigSchema = object(
  {
    name: text('A name for messages, traces and --set; unique in the graph. Default: that of the calculator'),
    calculator: text('The registered name of a calculator, or the type of another graph'),
    input_stream: streams('Input streams'),
    output_stream: streams('Output streams'),
    input_side_packet: streams('Input side packets'),
    output_side_packet: streams('Output side packets'),
    options: record('Options of the calculator'),
    node_options: many(record('Options'), 'Options of the calculator, in their second spelling'),
    option_value: many(text('FIELD:options/path'), "Copies a field of the graph's options into the node's options"),
    input_stream_info: many(
      object(
        {
          tag_index: text('The input: TAG, TAG:index or :index'),
          back_edge: { type: 'boolean', description: 'Whether this input closes a loop' },
        },
        ['tag_index'],
      ),
      'Marks inputs as back edges',
    ),
    input_stream_handler: handler('input_stream_handler', 'When the node is ready, and with which inputs'),
    output_stream_handler: handler('output_stream_handler', 'How outputs are delivered; always in order'),
    source_layer: count('Sources of higher layers start when those of lower ones have ended', 0),
    buffer_size_hint: count('Raises the bound of all input queues to at least this', 0),
    executor: text('The name of the executor that runs the node'),
    max_in_flight: count('How many calls of process may run at once', 0),
    profiler_config: record('Settings of the profiler'),
  },
  ['calculator'],
);

const executorSchema: ConfigSchema = object({
  name: text('Its name; without one it is the default executor'),
  type: {
    type: 'string',
    description: 'Its kind; left out, the program hands the executor over',
    // A file with another one is read all the same, so that the checks after it can say more.
    examples: Object.keys(executorTypes),
  },
  options: record('Its options'),
});

/** A whole graph file. `node` is that of {@link nodeSchema} or a more precise one. */
export function configSchema(node: ConfigSchema): ConfigSchema {
  return object({
    type: text('The name under which other graphs use this one as a node'),
    node: { ...node, type: ['object', 'array'], items: node, description: 'The nodes, in any order' },
    input_stream: streams("The graph's input streams"),
    output_stream: streams("The graph's output streams"),
    input_stream_info: many(
      object(
        {
          tag_index: text('The input: TAG, TAG:index or :index'),
          timestamp_policy: {
            type: 'string',
            enum: timestampPolicies,
            description:
              'What becomes of a packet whose timestamp is none or does not come after the last: the run fails (error), it is dropped (drop), gets the earliest possible timestamp (clamp), or all later ones are shifted (rebase)',
          },
        },
        ['tag_index', 'timestamp_policy'],
      ),
      "What the graph's own input streams do with bad timestamps, for live sources. Without effect where the graph is a node",
    ),
    input_side_packet: streams("The graph's input side packets"),
    output_side_packet: streams("The graph's output side packets"),
    executor: many(
      executorSchema,
      'Executors that nodes may name; one without a name is that of all nodes that name none',
    ),
    num_threads: { type: 'integer', description: 'Threads of the default executor' },
    max_queue_size: count('Bound of every input queue: 0 or unset 100, -1 none', -1),
    report_deadlock: { type: 'boolean', description: 'Fail instead of growing a full queue that blocks progress' },
    input_stream_handler: handler('input_stream_handler', 'The input policy of nodes that name none'),
    output_stream_handler: handler('output_stream_handler', 'How outputs are delivered; always in order'),
    graph_options: many(record('Options'), 'Options of the graph as a node, with their defaults'),
    options: record('Options of the graph'),
    package: text('A name space tried as a prefix when calculators are looked up'),
    profiler_config: record('Settings of the profiler'),
  });
}
