import { stripControls } from '../strip-controls.ts';
import type { Drawing, DrawnNode } from './drawing.ts';

const SHAPES = { node: 'box', input: 'oval', output: 'oval', side: 'parallelogram' } as const;
const STYLES = { stream: 'solid', back: 'dashed', side: 'dotted' } as const;

/** A drawing for Graphviz, subgraphs as clusters. */
export function toDot(drawing: Drawing): string {
  const lines = [
    `digraph ${quoted(drawing.type === '' ? 'graph' : drawing.type)} {`,
    '  rankdir=TB; node [fontname="sans-serif"]; edge [fontname="sans-serif" fontsize=10];',
  ];
  const draw = (parent: string | undefined, indent: string): void => {
    for (const node of drawing.nodes) if (node.parent === parent) lines.push(`${indent}${nodeText(node)}`);
    for (const group of drawing.groups) {
      if (group.parent !== parent) continue;
      lines.push(`${indent}subgraph cluster_${group.id} {`);
      lines.push(`${indent}  label=${quoted(`${group.label}: ${group.type}`)}; style=rounded; color=gray60;`);
      draw(group.id, `${indent}  `);
      lines.push(`${indent}}`);
    }
  };
  draw(undefined, '  ');
  for (const edge of drawing.edges) {
    const loose = edge.kind === 'back' ? ' constraint=false' : '';
    lines.push(`  ${edge.from} -> ${edge.to} [style=${STYLES[edge.kind]}${loose} label=${quoted(edge.label)}];`);
  }
  return [...lines, '}'].join('\n');
}

function nodeText({ id, kind, label, calculator }: DrawnNode): string {
  const text = calculator === undefined || calculator === label ? label : `${label}\n${calculator}`;
  return `${id} [shape=${SHAPES[kind]} label=${quoted(text)}];`;
}

/** Names come from graph files: nothing in them may end the text. */
function quoted(text: string): string {
  return `"${stripControls(text).replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}
