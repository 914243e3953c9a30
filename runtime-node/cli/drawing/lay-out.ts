import type { Drawing, DrawnEdge, DrawnGroup, DrawnNode } from './drawing.ts';
import { createLayerGraph, type LayerBox, layOutLayers } from './layer-graph.ts';
import { edgeText, loadText } from './load-text.ts';
import { fitText, textWidth } from './text-width.ts';

/** A place of a drawing, in pixels from its left upper corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box, by its left upper corner. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** A node with the lines of text that fit into it. */
export interface PlacedNode extends DrawnNode, Box {
  readonly lines: readonly string[];
}

/** A subgraph with the title that fits above its nodes. */
export interface PlacedGroup extends DrawnGroup, Box {
  readonly title: string;
}

/** An arrow: where it starts, the points it passes near, where it ends; the middle of its text. */
export interface PlacedEdge extends DrawnEdge {
  readonly points: readonly Point[];
  readonly text: string;
  readonly textAt: Point;
}

/** A drawing with a place for everything. */
export interface PlacedDrawing {
  readonly width: number;
  readonly height: number;
  readonly groups: readonly PlacedGroup[];
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** The sizes of type that the style sheet uses, in pixels. */
export const FONT = { name: 12.5, calculator: 10.5, edge: 10, group: 11 } as const;

const MARGIN = 24;
const LONGEST = 34;
/** What a subgraph's title needs above its nodes, and air around them. */
const GROUP = { top: 26, side: 10 } as const;

/**
 * Places the parts of a drawing in layers, from what comes in to what goes out. Back edges do not count: they run upwards.
 * Deterministic: the same drawing gets the same places.
 */
export function layOut(drawing: Drawing): PlacedDrawing {
  const graph = createLayerGraph();
  graph.setGraph({ rankdir: 'TB', nodesep: 34, edgesep: 14, ranksep: 34, marginx: MARGIN, marginy: MARGIN });
  const sized = drawing.nodes.map(node => ({ ...node, ...sizeOf(node) }));
  for (const group of drawing.groups) graph.setNode(group.id, { width: 0, height: 0 });
  for (const { id, width, height } of sized) graph.setNode(id, { width, height });
  for (const { id, parent } of [...drawing.groups, ...drawing.nodes]) {
    if (parent !== undefined) graph.setParent(id, parent);
  }
  for (const [i, edge] of drawing.edges.entries()) {
    const [from, to] = ends(edge);
    const width = textWidth(edgeText(edge, LONGEST), FONT.edge) + 8;
    graph.setEdge(
      from,
      to,
      { width, height: FONT.edge + 6, labelpos: 'c', weight: edge.kind === 'stream' ? 2 : 1 },
      `e${i}`,
    );
  }
  layOutLayers(graph);

  const nodes = sized.map((node): PlacedNode => ({ ...node, ...corner(graph.node(node.id)) }));
  const groups = drawing.groups.map((group): PlacedGroup => {
    const title = fitText(`${group.label}  ${group.type}`, LONGEST);
    return { ...group, title, ...corner(graph.node(group.id)) };
  });
  const routed = drawing.edges.map((edge, i): PlacedEdge => {
    const [from, to] = ends(edge);
    const { points, x, y } = graph.edge(from, to, `e${i}`);
    return { ...edge, points, text: edgeText(edge, LONGEST), textAt: { x, y } };
  });
  const edges = docked(routed, new Map(nodes.map(node => [node.id, node])));
  return fitted(withTitles(groups, nodes), nodes, edges);
}

/** The upper end and the lower one. */
function ends({ kind, from, to }: DrawnEdge): readonly [string, string] {
  return kind === 'back' ? [to, from] : [from, to];
}

/** Arrows that leave and reach their boxes below and above, side by side, in the order in which they come. */
function docked(edges: readonly PlacedEdge[], nodes: ReadonlyMap<string, PlacedNode>): readonly PlacedEdge[] {
  const paths = edges.map(edge => [...edge.points]);
  const dock = (end: 0 | 1): void => {
    const docks = new Map<string, number[]>();
    for (const [i, edge] of edges.entries()) {
      const id = ends(edge)[end];
      if (edge.from !== edge.to) docks.set(id, [...(docks.get(id) ?? []), i]);
    }
    for (const [id, mine] of docks) {
      const box = nodes.get(id);
      if (box === undefined) continue;
      const toward = (i: number): number => paths[i]?.at(end === 0 ? 1 : -2)?.x ?? 0;
      mine.sort((a, b) => toward(a) - toward(b) || a - b);
      for (const [place, i] of mine.entries()) {
        const point = {
          x: box.x + (box.width * (place + 1)) / (mine.length + 1),
          y: end === 0 ? box.y + box.height : box.y,
        };
        paths[i]?.splice(end === 0 ? 0 : -1, 1, point);
      }
    }
  };
  dock(0);
  dock(1);
  return edges.map((edge, i) => {
    const points = paths[i] ?? [];
    return { ...edge, points: edge.kind === 'back' ? points.reverse() : points };
  });
}

function corner({ x, y, width, height }: LayerBox): Box {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

function sizeOf({ kind, label, calculator, load }: DrawnNode): {
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
} {
  const name = fitText(label, LONGEST);
  if (kind !== 'node') return { lines: [name], width: Math.max(48, textWidth(name, FONT.name) + 28), height: 26 };
  const small = [
    ...(calculator === undefined || calculator === label ? [] : [fitText(calculator, LONGEST + 6)]),
    ...(load === undefined ? [] : [loadText(load)]),
  ];
  const widest = Math.max(textWidth(name, FONT.name), ...small.map(line => textWidth(line, FONT.calculator)));
  return { lines: [name, ...small], width: Math.max(96, widest + 32), height: 32 + 15 * small.length };
}

/** Boxes that have room for their titles, from the innermost outwards. */
function withTitles(groups: readonly PlacedGroup[], nodes: readonly PlacedNode[]): readonly PlacedGroup[] {
  const placed = new Map<string, PlacedGroup>();
  // Outer groups stand before inner ones.
  for (const group of [...groups].reverse()) {
    const inner: readonly Box[] = [
      ...nodes.filter(node => node.parent === group.id),
      ...groups.flatMap(one => (one.parent === group.id ? (placed.get(one.id) ?? []) : [])),
    ];
    const left = Math.min(group.x, ...inner.map(box => box.x - GROUP.side));
    const top = Math.min(group.y, ...inner.map(box => box.y - GROUP.top));
    const right = Math.max(group.x + group.width, ...inner.map(box => box.x + box.width + GROUP.side));
    const bottom = Math.max(group.y + group.height, ...inner.map(box => box.y + box.height + GROUP.side));
    const width = Math.max(right - left, textWidth(group.title, FONT.group) + 24);
    placed.set(group.id, { ...group, x: left, y: top, width, height: bottom - top });
  }
  return groups.map(group => placed.get(group.id) ?? group);
}

/** The drawing moved to its margins: boxes may have grown past the layout's. */
function fitted(
  groups: readonly PlacedGroup[],
  nodes: readonly PlacedNode[],
  edges: readonly PlacedEdge[],
): PlacedDrawing {
  const boxes: readonly Box[] = [...groups, ...nodes];
  const points = edges.flatMap(edge => [...edge.points, edge.textAt]);
  const left = Math.min(MARGIN, ...boxes.map(box => box.x), ...points.map(point => point.x)) - MARGIN;
  const top = Math.min(MARGIN, ...boxes.map(box => box.y), ...points.map(point => point.y)) - MARGIN;
  const right = Math.max(0, ...boxes.map(box => box.x + box.width), ...points.map(point => point.x)) + MARGIN;
  const bottom = Math.max(0, ...boxes.map(box => box.y + box.height), ...points.map(point => point.y)) + MARGIN;
  const moved = <T extends Point>(one: T): T => ({ ...one, x: one.x - left, y: one.y - top });
  return {
    width: right - left,
    height: bottom - top,
    groups: groups.map(moved),
    nodes: nodes.map(moved),
    edges: edges.map(edge => ({ ...edge, points: edge.points.map(moved), textAt: moved(edge.textAt) })),
  };
}
