import { stripControls } from '../strip-controls.ts';
import type { Drawing, DrawnNode } from './drawing.ts';

const SHAPES = { node: ['[', ']'], input: ['([', '])'], output: ['([', '])'], side: ['[/', '/]'] } as const;

/** A drawing as a mermaid flowchart, subgraphs as boxes. */
export function toMermaid(drawing: Drawing): string {
  const lines = ['flowchart TD'];
  const draw = (parent: string | undefined, indent: string): void => {
    for (const node of drawing.nodes) if (node.parent === parent) lines.push(`${indent}${nodeText(node)}`);
    for (const group of drawing.groups) {
      if (group.parent !== parent) continue;
      lines.push(`${indent}subgraph ${group.id}["${escaped(group.label)}: ${escaped(group.type)}"]`);
      draw(group.id, `${indent}  `);
      lines.push(`${indent}end`);
    }
  };
  draw(undefined, '  ');
  for (const edge of drawing.edges) {
    const label = `"${escaped(edge.label)}"`;
    const arrow = { stream: `-->|${label}|`, back: `-. ${label} .->`, side: `-.->|${label}|` }[edge.kind];
    lines.push(`  ${edge.from} ${arrow} ${edge.to}`);
  }
  return lines.join('\n');
}

function nodeText({ id, kind, label, calculator }: DrawnNode): string {
  const text =
    calculator === undefined || calculator === label ? escaped(label) : `${escaped(label)}<br/>${escaped(calculator)}`;
  const [open, close] = SHAPES[kind];
  return `${id}${open}"${text}"${close}`;
}

/** Names come from graph files: nothing in them may become markup. */
function escaped(text: string): string {
  return stripControls(text)
    .replace(/[\t\n]/g, ' ')
    .replace(/[&"<>#`;|[\](){}\\]/g, character => `#${character.charCodeAt(0)};`);
}
