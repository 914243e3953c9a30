/** How large a graph may be. */
export interface GraphLimits {
  /** Nodes after the expansion of subgraphs. */
  readonly nodes: number;
  /** Connections: inputs of nodes, side packets included. */
  readonly edges: number;
  /** How deep graphs may be nested in graphs. */
  readonly depth: number;
}

/** The limits of graphs that the host trusts: they end accidents. */
export const trustedLimits: GraphLimits = { nodes: 10_000, edges: 200_000, depth: 8 };

/** The limits of graphs that come from somebody else. */
export const untrustedLimits: GraphLimits = { nodes: 1_000, edges: 5_000, depth: 8 };
