import { timestampPolicies } from '../timestamp-policy.ts';
import { executorTypes } from './executor-types.ts';

/** JSON Schema of one place of a graph file; a little wider than that of options. */
export type ConfigSchema = Readonly<Record<string, unknown>>;

// What editors say of each field stands in field-descriptions.ts: who only runs graphs need not load it.
const text: ConfigSchema = { type: 'string' };
const record: ConfigSchema = { type: 'object' };
const integer: ConfigSchema = { type: 'integer' };
const boolean: ConfigSchema = { type: 'boolean' };
const count: ConfigSchema = { type: 'integer', minimum: 0 };

/** One value or a list of them. */
function many(item: ConfigSchema): ConfigSchema {
  const { type } = item;
  return { ...item, type: [type, 'array'], items: item };
}

function object(properties: Readonly<Record<string, ConfigSchema>>, required: readonly string[] = []): ConfigSchema {
  return { type: 'object', properties, required, additionalProperties: false };
}

const handler = (field: string): ConfigSchema => object({ [field]: text, options: record });

/** The fields of a node, without those of `options`, which depend on the calculator. */
export const nodeSchema: ConfigSchema = object(
  {
    name: text,
    calculator: text,
    input_stream: many(text),
    output_stream: many(text),
    input_side_packet: many(text),
    output_side_packet: many(text),
    options: record,
    node_options: many(record),
    option_value: many(text),
    input_stream_info: many(object({ tag_index: text, back_edge: boolean }, ['tag_index'])),
    input_stream_handler: handler('input_stream_handler'),
    output_stream_handler: handler('output_stream_handler'),
    source_layer: count,
    buffer_size_hint: count,
    executor: text,
    max_in_flight: count,
    profiler_config: record,
  },
  ['calculator'],
);

const executorSchema: ConfigSchema = object({
  name: text,
  // A file with another one is read all the same, so that the checks after it can say more.
  type: { type: 'string', examples: Object.keys(executorTypes) },
  options: record,
});

/** A whole graph file. `node` is that of {@link nodeSchema} or a more precise one. */
export function configSchema(node: ConfigSchema): ConfigSchema {
  return object({
    type: text,
    node: { ...node, type: ['object', 'array'], items: node },
    input_stream: many(text),
    output_stream: many(text),
    input_stream_info: many(
      object({ tag_index: text, timestamp_policy: { type: 'string', enum: timestampPolicies } }, [
        'tag_index',
        'timestamp_policy',
      ]),
    ),
    input_side_packet: many(text),
    output_side_packet: many(text),
    executor: many(executorSchema),
    num_threads: integer,
    max_queue_size: { type: 'integer', minimum: -1 },
    report_deadlock: boolean,
    input_stream_handler: handler('input_stream_handler'),
    output_stream_handler: handler('output_stream_handler'),
    graph_options: many(record),
    options: record,
    package: text,
    profiler_config: record,
  });
}
