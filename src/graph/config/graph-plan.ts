import type { Calculator } from '../calculator.ts';
import type { ConfigIssue, SourcePosition } from '../config-issue.ts';
import type { PacketType } from '../packet-type.ts';
import type { TimestampPolicy } from '../timestamp-policy.ts';
import type { GraphConfig } from './graph-config.ts';

/**
 * A checked, frozen graph, ready to run any number of times. Every name is resolved to a slot: the engine looks
 * nothing up by name once a run has started.
 */
export interface GraphPlan {
  /** The graph's `type`; `''` if it has none. */
  readonly type: string;
  /** What the graph file says at its beginning; `''` for nothing. */
  readonly comment: string;
  /** The config after subgraph expansion, in canonical form (lists where lists are meant). */
  readonly config: GraphConfig;
  /** In topological order, back edges left out. */
  readonly nodes: readonly PlanNode[];
  /** All streams; the index is the slot. */
  readonly streams: readonly PlanStream[];
  /** All side packets; the index is the slot. */
  readonly sidePackets: readonly PlanSidePacket[];
  /** The graph's own input streams. */
  readonly inputs: readonly PlanGraphInput[];
  /** The graph's own output streams (one without a producer stays silent: its slot is -1). */
  readonly outputs: readonly PlanGraphPort[];
  readonly inputSidePackets: readonly PlanGraphPort[];
  readonly outputSidePackets: readonly PlanGraphPort[];
  readonly executors: readonly PlanExecutor[];
  /** Bound of every input queue; `Infinity` for none. */
  readonly maxQueueSize: number;
  readonly reportDeadlock: boolean;
  /** Defects that do not keep the graph from running, such as a needless back edge. */
  readonly warnings: readonly ConfigIssue[];
}

/** A stream or side packet at the graph's border. */
export interface PlanGraphPort {
  readonly tag: string;
  readonly index: number;
  readonly name: string;
  /** Index into `streams` or `sidePackets`. */
  readonly slot: number;
}

/** An input stream at the graph's border. */
export interface PlanGraphInput extends PlanGraphPort {
  /** What becomes of packets whose timestamps the stream cannot take. Left out: `error`. */
  readonly timestampPolicy?: TimestampPolicy;
}

/** One node of the expanded graph. */
export interface PlanNode {
  /** Place in `nodes`, which is the topological order. */
  readonly index: number;
  /** Place in the expanded config: the order nodes open in. */
  readonly configIndex: number;
  /** Unique. */
  readonly name: string;
  readonly calculator: Calculator;
  /** Defaults filled in, frozen, null-prototype records throughout. */
  readonly options: Readonly<Record<string, unknown>>;
  /** In internal order: tags sorted, `''` first, then index. */
  readonly inputs: readonly PlanInput[];
  readonly outputs: readonly PlanOutput[];
  readonly inputSidePackets: readonly PlanSidePort[];
  readonly outputSidePackets: readonly PlanSidePort[];
  readonly inputPolicy: PlanInputPolicy;
  readonly maxInFlight: number;
  readonly sourceLayer: number;
  /** `''`: the default executor. */
  readonly executor: string;
  readonly position: SourcePosition | undefined;
  /** The subgraphs it came from, outermost first. */
  readonly groups: readonly PlanGroup[];
  /** What the graph file says just above it; `''` for nothing. */
  readonly comment: string;
}

/** A node that was a graph, and was replaced by that graph's nodes. */
export interface PlanGroup {
  /** The whole name; the names of the nodes inside begin with it in lower case and `__`. */
  readonly name: string;
  /** The graph's `type`. */
  readonly type: string;
  /** What the graph file says just above the node; `''` for nothing. */
  readonly comment: string;
}

/** The policy that decides when a node is ready. The precedence node > graph > contract > default is applied. */
export interface PlanInputPolicy {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** One connected input of a node. */
export interface PlanInput {
  readonly tag: string;
  readonly index: number;
  /** Index into `streams`. */
  readonly stream: number;
  readonly backEdge: boolean;
  /** Resolved: `sameAs` and `any` have taken the type of the other side where one is known. */
  readonly type: PacketType;
}

/** One connected output of a node. */
export interface PlanOutput {
  readonly tag: string;
  readonly index: number;
  readonly stream: number;
  readonly type: PacketType;
}

/** One connected side packet of a node. */
export interface PlanSidePort {
  readonly tag: string;
  readonly index: number;
  readonly slot: number;
  readonly type: PacketType;
  /** Inputs only: the node opens without it. */
  readonly optional: boolean;
}

/** One stream of the expanded graph. */
export interface PlanStream {
  readonly name: string;
  readonly type: PacketType;
  /** The node and output that feed it, or the graph input. */
  readonly producer: { readonly node: number; readonly output: number } | { readonly graphInput: number };
  readonly consumers: readonly { readonly node: number; readonly input: number }[];
  /**
   * What a full queue of this stream throttles: the source nodes and graph inputs that feed it, directly or not.
   */
  readonly upstreamSources: readonly number[];
  readonly upstreamInputs: readonly number[];
}

/** One side packet of the expanded graph. */
export interface PlanSidePacket {
  readonly name: string;
  readonly type: PacketType;
  /** The producing node, or -1: given by the caller of a run. */
  readonly producer: number;
  /** Whether some node cannot open without it. */
  readonly required: boolean;
}

/** One declared executor, checked and without duplicates. */
export interface PlanExecutor {
  readonly name: string;
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
}
