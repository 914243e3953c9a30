import * as dagre from '@dagrejs/dagre';

/** A place and a size as dagre gives them: the middle of a box. */
export interface LayerBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The way of an arrow, and the middle of its text. */
export interface LayerRoute {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly x: number;
  readonly y: number;
}

/** What is used of dagre's graph. */
export interface LayerGraph {
  setGraph(options: Readonly<Record<string, number | string>>): unknown;
  setNode(id: string, size: { width: number; height: number }): unknown;
  setParent(id: string, parent: string): unknown;
  setEdge(from: string, to: string, text: Readonly<Record<string, number | string>>, name: string): unknown;
  node(id: string): LayerBox;
  edge(from: string, to: string, name: string): LayerRoute;
}

/** The calls below are typed by hand: the package's declarations import each other without extensions, which NodeNext refuses. */
const { Graph, layout } = dagre as unknown as {
  readonly Graph: new (options: Readonly<Record<string, boolean>>) => LayerGraph;
  readonly layout: (graph: LayerGraph) => unknown;
};

/** An empty graph that may have several arrows between two nodes, and nodes within nodes. */
export function createLayerGraph(): LayerGraph {
  return new Graph({ directed: true, multigraph: true, compound: true });
}

/** Places everything in layers. Before it, nodes have no place and arrows no points. */
export function layOutLayers(graph: LayerGraph): void {
  layout(graph);
}
