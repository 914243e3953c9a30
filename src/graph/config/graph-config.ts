import type { TimestampPolicy } from '../timestamp-policy.ts';

/**
 * A graph as data, in the field names of MediaPipe's CalculatorGraphConfig. What a graph file parses to, and what
 * code may hand over in its place. A single value is accepted wherever a list is meant.
 */
export interface GraphConfig {
  /** The name under which other graphs use this one as a node. */
  readonly type?: string;
  readonly node?: OneOrMany<NodeConfig>;
  /** `name` or `TAG:name` or `TAG:index:name`. */
  readonly input_stream?: OneOrMany<string>;
  readonly output_stream?: OneOrMany<string>;
  /** What the graph's own input streams do with bad timestamps. No field of MediaPipe. */
  readonly input_stream_info?: OneOrMany<GraphInputInfo>;
  readonly input_side_packet?: OneOrMany<string>;
  readonly output_side_packet?: OneOrMany<string>;
  readonly executor?: OneOrMany<ExecutorConfig>;
  readonly num_threads?: number;
  /** Bound of every input queue. Unset or 0: 100; -1: none. */
  readonly max_queue_size?: number;
  /** Fail with UNAVAILABLE instead of growing a full queue that blocks progress. */
  readonly report_deadlock?: boolean;
  readonly input_stream_handler?: HandlerConfig;
  readonly output_stream_handler?: HandlerConfig;
  /** Options of the graph as a node, copied into its nodes by `option_value`. */
  readonly graph_options?: OneOrMany<Readonly<Record<string, unknown>>>;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Name space tried as a prefix when calculators are looked up. */
  readonly package?: string;
  readonly profiler_config?: Readonly<Record<string, unknown>>;
}

/** One value or a list of them. */
export type OneOrMany<T> = T | readonly T[];

/** One node of a {@link GraphConfig}. */
export interface NodeConfig {
  readonly name?: string;
  /** The registered name of a calculator, or the `type` of another graph. */
  readonly calculator: string;
  readonly input_stream?: OneOrMany<string>;
  readonly output_stream?: OneOrMany<string>;
  readonly input_side_packet?: OneOrMany<string>;
  readonly output_side_packet?: OneOrMany<string>;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly node_options?: OneOrMany<Readonly<Record<string, unknown>>>;
  /** `FIELD:options/path` — copies a field of the graph's options into this node's options. */
  readonly option_value?: OneOrMany<string>;
  readonly input_stream_info?: OneOrMany<InputStreamInfo>;
  readonly input_stream_handler?: HandlerConfig;
  readonly output_stream_handler?: HandlerConfig;
  readonly source_layer?: number;
  readonly buffer_size_hint?: number;
  readonly executor?: string;
  readonly max_in_flight?: number;
}

/** Says more of one input stream of a graph. */
export interface GraphInputInfo {
  /** `TAG`, `TAG:index` or `:index`. */
  readonly tag_index: string;
  readonly timestamp_policy: TimestampPolicy;
}

/** Marks an input as a back edge. */
export interface InputStreamInfo {
  /** `TAG`, `TAG:index` or `:index`. */
  readonly tag_index: string;
  readonly back_edge?: boolean;
}

/** A named input policy with its options. */
export interface HandlerConfig {
  readonly input_stream_handler?: string;
  readonly output_stream_handler?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A named executor. */
export interface ExecutorConfig {
  readonly name?: string;
  readonly type?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}
