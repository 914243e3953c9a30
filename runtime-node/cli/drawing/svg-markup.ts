import type { DrawnNode } from './drawing.ts';
import { HEAT_SHADES } from './drawing-style.ts';
import { escapeXml } from './escape-xml.ts';
import { FONT, type PlacedDrawing, type PlacedEdge, type PlacedGroup, type PlacedNode, type Point } from './lay-out.ts';

/** What the markup of a drawing may add. */
export interface MarkupOptions {
  /** Whether nodes and subgraphs can be reached by keyboard, as buttons that say what they are. */
  readonly interactive?: boolean;
}

/** A placed drawing as SVG elements, without the `svg` element around them. All names are escaped. */
export function svgMarkup(
  { groups, nodes, edges }: PlacedDrawing,
  { interactive = false }: MarkupOptions = {},
): string {
  const role = interactive ? ' role="button" tabindex="0"' : '';
  return [
    ...groups.map(group => groupMarkup(group, role)),
    ...edges.map(edgeMarkup),
    ...nodes.map(node => nodeMarkup(node, role)),
  ].join('\n');
}

/** A number with at most one decimal. */
function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function rect(name: string, { x, y, width, height }: PlacedNode | PlacedGroup, radius: number): string {
  return `<rect class="${name}" x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${radius}"/>`;
}

function groupMarkup(group: PlacedGroup, role: string): string {
  const [name = '', type = ''] = group.title.split('  ');
  const label = escapeXml(`subgraph ${group.name}: ${group.type}`);
  return `<g class="group" data-id="${group.id}"${role === '' ? '' : `${role} aria-label="${label}"`}><title>${label}</title>${rect('frame', group, 10)}<text x="${n(group.x + 12)}" y="${n(group.y + 17)}">${escapeXml(name)}<tspan class="type" dx="8">${escapeXml(type)}</tspan></text></g>`;
}

function nodeMarkup(node: PlacedNode, role: string): string {
  const { x, y, width, height, lines, kind } = node;
  const [first = '', ...rest] = lines;
  const label = escapeXml(nodeTitle(node));
  const open = `data-id="${node.id}"${role === '' ? '' : `${role} aria-label="${label}"`}><title>${label}</title>`;
  if (kind !== 'node') {
    const radius = kind === 'side' ? 4 : height / 2;
    const baseline = n(y + height / 2 + FONT.name * 0.35);
    return `<g class="pill ${kind}" ${open}${rect('box', node, radius)}<text class="name" x="${n(x + width / 2)}" y="${baseline}">${escapeXml(first)}</text></g>`;
  }
  const heat = node.load === undefined ? '' : ` heat${shade(node.load.share)}`;
  const role2 = node.role === undefined ? '' : ` ${node.role}`;
  const bar = `<rect class="accent" x="${n(x)}" y="${n(y + 8)}" width="3" height="${n(height - 16)}" rx="1.5"/>`;
  const small = rest.map((line, i) => `<text x="${n(x + 16)}" y="${n(y + 35 + i * 15)}">${escapeXml(line)}</text>`);
  return `<g class="node${role2}${heat}" ${open}${rect('box', node, 7)}${bar}<text class="name" x="${n(x + 16)}" y="${n(y + 20.5)}">${escapeXml(first)}</text>${small.join('')}</g>`;
}

function nodeTitle({ kind, name, calculator }: DrawnNode): string {
  const what = { node: calculator ?? '', input: 'graph input', output: 'graph output', side: 'input side packet' }[
    kind
  ];
  return `${name}: ${what}`;
}

/** Shares are uneven: the square root keeps small ones apart. */
function shade(share: number): number {
  return Math.min(HEAT_SHADES - 1, Math.round(Math.sqrt(share) * (HEAT_SHADES - 1)));
}

function edgeMarkup(edge: PlacedEdge): string {
  const { points, kind, load } = edge;
  const end = points.at(-1);
  const before = points.at(-2);
  if (end === undefined || before === undefined) return '';
  const isLoop = edge.from === edge.to;
  const marks = [
    'edge',
    kind,
    load?.limit !== undefined && load.peak >= load.limit ? 'full' : '',
    load !== undefined && load.dropped > 0 ? 'lossy' : '',
  ].filter(mark => mark !== '');
  const tags = [edge.fromTag, edge.toTag].filter(tag => tag !== '').join(' → ');
  const title = escapeXml(`${edge.name}: ${edge.type}${tags === '' ? '' : ` (${tags})`}`);
  return `<g class="${marks.join(' ')}" data-from="${edge.from}" data-to="${edge.to}"><title>${title}</title><path class="line" d="${curve(points, isLoop)}"/><path class="tip" d="${tip(before, end, isLoop)}"/><text x="${n(edge.textAt.x)}" y="${n(edge.textAt.y + 3.5)}">${escapeXml(edge.text)}</text></g>`;
}

/** A line that stands upright in each point, as layers lie one below the other; a loop at one node is rounded. */
function curve(points: readonly Point[], isLoop: boolean): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const parts = [`M${n(first.x)} ${n(first.y)}`];
  let last = first;
  for (const [i, point] of rest.entries()) {
    const middle = (last.y + point.y) / 2;
    const next = rest[i + 1];
    if (!isLoop) parts.push(`C${n(last.x)} ${n(middle)} ${n(point.x)} ${n(middle)} ${n(point.x)} ${n(point.y)}`);
    else if (next !== undefined) {
      parts.push(`Q${n(point.x)} ${n(point.y)} ${n((point.x + next.x) / 2)} ${n((point.y + next.y) / 2)}`);
    } else parts.push(`L${n(point.x)} ${n(point.y)}`);
    last = point;
  }
  return parts.join('');
}

/** The head of an arrow. Drawn, not a marker: markers take no colour from their line everywhere. */
function tip(from: Point, to: Point, isLoop: boolean): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [dx, dy] = isLoop ? [(to.x - from.x) / length, (to.y - from.y) / length] : [0, Math.sign(to.y - from.y)];
  const [bx, by] = [to.x - dx * 8, to.y - dy * 8];
  return `M${n(to.x)} ${n(to.y)}L${n(bx - dy * 3.6)} ${n(by + dx * 3.6)}L${n(bx + dy * 3.6)} ${n(by - dx * 3.6)}Z`;
}
