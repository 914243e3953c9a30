import { createHash } from 'node:crypto';
import type { GraphPlan } from '../../../src/graph/index.ts';
import { detailsMarkup } from './details-markup.ts';
import type { Drawing } from './drawing.ts';
import { escapeXml } from './escape-xml.ts';
import { layOut } from './lay-out.ts';
import { pageStyle } from './page-style.ts';
import { svgMarkup } from './svg-markup.ts';
import { camera } from './viewer/camera.ts';
import { viewer } from './viewer/viewer.ts';

/**
 * A drawing as one HTML file: pan, zoom, search, and the contract of each node on click. It loads nothing, and its policy
 * forbids all but the one script and the one style sheet in it, so that no name of a graph file can become either.
 */
export function toHtml(plan: GraphPlan, drawing: Drawing): string {
  const script = `(${String(viewer)})(${String(camera)})`;
  const style = pageStyle();
  const policy = [
    "default-src 'none'",
    `script-src '${hash(script)}'`,
    `style-src '${hash(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const title = escapeXml(drawing.type === '' ? 'graph' : drawing.type);
  const nodes = drawing.nodes.filter(node => node.kind === 'node').length;
  const about = escapeXml(drawing.comment);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<svg id="drawing" class="drawing" tabindex="-1" aria-label="graph ${title}"><g id="scene">
${svgMarkup(layOut(drawing), { interactive: true })}
</g></svg>
<header>
<div class="bar title"${about === '' ? '' : ` title="${about}"`}><h1>${title}<small>${nodes} nodes</small></h1></div>
<div class="grow"></div>
<div class="bar" role="search"><input id="search" type="search" placeholder="Search" aria-label="Search nodes, streams, options" autocomplete="off"><output id="found" for="search" aria-live="polite"></output></div>
<div class="bar"><button type="button" id="farther" aria-label="Zoom out">−</button><button type="button" id="closer" aria-label="Zoom in">+</button><button type="button" id="fit">Fit</button><button type="button" id="theme" aria-label="Light or dark">◐</button></div>
</header>
<div id="legend" class="bar drawing">${legend(drawing)}</div>
<aside id="panel" tabindex="-1" aria-label="Details" hidden><button type="button" id="close" aria-label="Close">✕</button>
${detailsMarkup(plan, drawing)}
</aside>
<script>${script}</script>
</body>
</html>
`;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function legend({ edges, nodes }: Drawing): string {
  const line = (kind: 'stream' | 'back' | 'side', text: string): string =>
    edges.some(edge => edge.kind === kind)
      ? `<span><svg viewBox="0 0 30 10" class="${kind} edge" aria-hidden="true"><path class="line" d="M0 5H30"/></svg>${text}</span>`
      : '';
  const heat = nodes.some(node => node.load !== undefined)
    ? '<span>warmer: more of the time; n/m: packets that waited at most, of the limit; −n: dropped</span>'
    : '';
  const keys =
    '<span class="keys"><kbd>/</kbd> search <kbd>+</kbd> <kbd>−</kbd> <kbd>0</kbd> zoom <kbd>Tab</kbd> <kbd>Enter</kbd> details</span>';
  return [line('stream', 'stream'), line('back', 'back edge'), line('side', 'side packet'), heat, keys].join('');
}
