import type { Drawing } from './drawing.ts';
import { drawingStyle } from './drawing-style.ts';
import { escapeXml } from './escape-xml.ts';
import { layOut } from './lay-out.ts';
import { svgMarkup } from './svg-markup.ts';

/** A drawing as a standalone SVG file: no script, nothing from elsewhere; light or dark as the reader prefers. */
export function toSvg(drawing: Drawing): string {
  const placed = layOut(drawing);
  const width = Math.ceil(placed.width);
  const height = Math.ceil(placed.height);
  const title = escapeXml(drawing.type === '' ? 'graph' : drawing.type);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="drawing" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${title}</title>`,
    `<style>${drawingStyle()}</style>`,
    '<rect class="paper" width="100%" height="100%"/>',
    svgMarkup(placed),
    '</svg>',
  ].join('\n');
}
