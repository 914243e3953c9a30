/** A subgraph, drawn as a box around its nodes. */
export interface DrawnGroup {
  readonly id: string;
  /** The name of the node that the subgraph stands for, without the groups around it. */
  readonly label: string;
  /** The whole name, such as `person__full`. */
  readonly name: string;
  /** The graph's type. */
  readonly type: string;
  /** The group around it. */
  readonly parent?: string;
  /** What the graph file says about the node. */
  readonly comment: string;
}

/** What a node did in a traced run. */
export interface NodeLoad {
  readonly calls: number;
  /** Microseconds in calls of `process`, from call to result. */
  readonly total: number;
  /** Of the time of all nodes: 0 to 1. */
  readonly share: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Packets that the node lost to overload. */
  readonly dropped: number;
  /** Packets that the node was meant not to pass on. */
  readonly filtered: number;
}

/** How the queue at the end of an arrow did in a traced run. */
export interface EdgeLoad {
  /** Packets that came into the queue. */
  readonly packets: number;
  /** The most packets that waited in it. */
  readonly peak: number;
  /** At how many it was full; `undefined`: never. */
  readonly limit: number | undefined;
  /** Packets that were removed from it without reaching the node. */
  readonly dropped: number;
}

/** A box of a drawing: a calculator, or a stream or side packet at the graph's border. */
export interface DrawnNode {
  readonly id: string;
  readonly kind: 'node' | 'input' | 'output' | 'side';
  /** For nodes: the name without the groups around it. */
  readonly label: string;
  /** For nodes: the whole name. */
  readonly name: string;
  /** For nodes: the calculator. */
  readonly calculator?: string;
  /** For nodes: whether nothing flows in, or nothing out. */
  readonly role?: 'source' | 'sink';
  readonly parent?: string;
  readonly comment: string;
  readonly load?: NodeLoad;
}

/** An arrow of a drawing. */
export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'stream' | 'back' | 'side';
  /** The whole name of the stream or side packet. */
  readonly name: string;
  /** The name without the groups around it. */
  readonly label: string;
  /** The packet type. */
  readonly type: string;
  /** The tag under which the producer sends it and the reader knows it; `''` at a border and where it has none. */
  readonly fromTag: string;
  readonly toTag: string;
  readonly load?: EdgeLoad;
}

/** A plan as boxes and arrows. */
export interface Drawing {
  readonly type: string;
  /** What the graph file says about itself. */
  readonly comment: string;
  /** Outer groups before inner ones. */
  readonly groups: readonly DrawnGroup[];
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}
