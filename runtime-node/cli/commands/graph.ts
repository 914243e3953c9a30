import type { GraphPlan } from '../../../src/graph/index.ts';
import type { CliHost } from '../cli-host.ts';
import { cliRegistry } from '../cli-registry.ts';
import { drawPlan } from '../drawing/draw-plan.ts';
import type { Drawing } from '../drawing/drawing.ts';
import { toDot } from '../drawing/to-dot.ts';
import { toMermaid } from '../drawing/to-mermaid.ts';
import { ExitCode } from '../exit-code.ts';
import { openPlan } from '../open-graph.ts';

/** The forms in which `graph` draws. */
export type DrawingFormat = 'mermaid' | 'dot' | 'svg' | 'html' | 'json';

/** Draws a graph as text. */
export async function graphCommand(
  file: string,
  options: { readonly format: DrawingFormat; readonly flatten?: true },
  host: CliHost,
): Promise<ExitCode> {
  const plan = await openPlan(file, cliRegistry());
  const drawing = drawPlan(plan, { flatten: options.flatten === true });
  host.terminal.out(await textOf(options.format, plan, drawing));
  return ExitCode.ok;
}

async function textOf(format: DrawingFormat, plan: GraphPlan, drawing: Drawing): Promise<string> {
  switch (format) {
    case 'mermaid':
      return toMermaid(drawing);
    case 'dot':
      return toDot(drawing);
    case 'json':
      return JSON.stringify(drawing, null, 1);
    // The layout is loaded only for those who want it.
    case 'svg':
      return (await import('../drawing/to-svg.ts')).toSvg(drawing);
    case 'html':
      return (await import('../drawing/to-html.ts')).toHtml(plan, drawing);
  }
}
