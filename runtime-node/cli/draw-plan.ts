import type { GraphPlan, PlanStream } from '../../src/graph/index.ts';
import { stripControls } from './strip-controls.ts';

/** A box of a drawing: a node of the plan, or one of the graph's own streams or side packets. */
export interface DrawnNode {
  readonly id: string;
  readonly kind: 'node' | 'input' | 'output' | 'side';
  readonly label: string;
  /** For nodes: the calculator. */
  readonly calculator?: string;
}

/** An arrow of a drawing. */
export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'stream' | 'back' | 'side';
  readonly label: string;
  /** The packet type. */
  readonly type: string;
}

/** A plan as boxes and arrows. */
export interface Drawing {
  readonly type: string;
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/** Boxes and arrows of a plan, subgraphs expanded. */
export function drawPlan(plan: GraphPlan): Drawing {
  const nodes: DrawnNode[] = [];
  const edges: DrawnEdge[] = [];
  plan.inputs.forEach((port, index) => nodes.push({ id: `in${index}`, kind: 'input', label: port.name }));
  plan.inputSidePackets.forEach((port, index) => nodes.push({ id: `side${index}`, kind: 'side', label: port.name }));
  for (const node of plan.nodes) {
    nodes.push({ id: `n${node.index}`, kind: 'node', label: node.name, calculator: node.calculator.name });
  }
  plan.outputs.forEach((port, index) => nodes.push({ id: `out${index}`, kind: 'output', label: port.name }));

  const producer = (stream: PlanStream): string =>
    'node' in stream.producer ? `n${stream.producer.node}` : `in${stream.producer.graphInput}`;
  for (const node of plan.nodes) {
    for (const input of node.inputs) {
      const stream = plan.streams[input.stream];
      if (stream === undefined) continue;
      const kind = input.backEdge ? 'back' : 'stream';
      edges.push({ from: producer(stream), to: `n${node.index}`, kind, label: stream.name, type: stream.type.name });
    }
    for (const side of node.inputSidePackets) {
      const packet = plan.sidePackets[side.slot];
      if (packet === undefined) continue;
      const given = plan.inputSidePackets.findIndex(port => port.slot === side.slot);
      const from = packet.producer >= 0 ? `n${packet.producer}` : given >= 0 ? `side${given}` : undefined;
      if (from !== undefined)
        edges.push({ from, to: `n${node.index}`, kind: 'side', label: packet.name, type: packet.type.name });
    }
  }
  plan.outputs.forEach((port, index) => {
    const stream = plan.streams[port.slot];
    if (stream !== undefined)
      edges.push({
        from: producer(stream),
        to: `out${index}`,
        kind: 'stream',
        label: stream.name,
        type: stream.type.name,
      });
  });
  return { type: plan.type, nodes, edges };
}

/** A drawing as a mermaid flowchart. */
export function toMermaid(drawing: Drawing): string {
  const lines = ['flowchart TD'];
  for (const node of drawing.nodes) {
    const label =
      node.calculator === undefined || node.calculator === node.label
        ? mermaidText(node.label)
        : `${mermaidText(node.label)}<br/>${mermaidText(node.calculator)}`;
    const [open, close] = { node: ['[', ']'], input: ['([', '])'], output: ['([', '])'], side: ['[/', '/]'] }[
      node.kind
    ];
    lines.push(`  ${node.id}${open}"${label}"${close}`);
  }
  for (const edge of drawing.edges) {
    const label = `"${mermaidText(edge.label)}"`;
    const arrow = { stream: `-->|${label}|`, back: `-. ${label} .->`, side: `-.->|${label}|` }[edge.kind];
    lines.push(`  ${edge.from} ${arrow} ${edge.to}`);
  }
  return lines.join('\n');
}

/** A drawing for Graphviz. */
export function toDot(drawing: Drawing): string {
  const lines = [
    `digraph ${dotText(drawing.type === '' ? 'graph' : drawing.type)} {`,
    '  rankdir=TB; node [fontname="sans-serif"]; edge [fontname="sans-serif" fontsize=10];',
  ];
  for (const node of drawing.nodes) {
    const label =
      node.calculator === undefined || node.calculator === node.label
        ? node.label
        : `${node.label}\n${node.calculator}`;
    const shape = { node: 'box', input: 'oval', output: 'oval', side: 'parallelogram' }[node.kind];
    lines.push(`  ${node.id} [shape=${shape} label=${dotText(label)}];`);
  }
  for (const edge of drawing.edges) {
    const style = { stream: 'solid', back: 'dashed', side: 'dotted' }[edge.kind];
    const loose = edge.kind === 'back' ? ' constraint=false' : '';
    lines.push(`  ${edge.from} -> ${edge.to} [style=${style}${loose} label=${dotText(edge.label)}];`);
  }
  return [...lines, '}'].join('\n');
}

/** Names come from graph files: nothing in them may become markup. */
function mermaidText(text: string): string {
  return stripControls(text)
    .replace(/[\t\n]/g, ' ')
    .replace(/[&"<>#`;|[\](){}\\]/g, character => `#${character.charCodeAt(0)};`);
}

function dotText(text: string): string {
  return `"${stripControls(text).replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}
