import { resolve } from 'node:path';
import type { GraphPlan } from '../../../src/graph/index.ts';
import type { CliHost } from '../cli-host.ts';
import { cliRegistry } from '../cli-registry.ts';
import { drawPlan } from '../drawing/draw-plan.ts';
import type { Drawing } from '../drawing/drawing.ts';
import { readRunStats } from '../drawing/read-run-stats.ts';
import { toDot } from '../drawing/to-dot.ts';
import { toMermaid } from '../drawing/to-mermaid.ts';
import { withLoad } from '../drawing/with-load.ts';
import { ExitCode } from '../exit-code.ts';
import { openPlan } from '../open-graph.ts';
import { UsageError } from '../usage-error.ts';

/** The forms in which `graph` draws. */
export type DrawingFormat = 'mermaid' | 'dot' | 'svg' | 'html' | 'json';

/** Draws a graph as text. */
export async function graphCommand(
  file: string,
  options: { readonly format: DrawingFormat; readonly flatten?: true; readonly withStats?: string },
  host: CliHost,
): Promise<ExitCode> {
  const plan = await openPlan(file, cliRegistry());
  const plain = drawPlan(plan, { flatten: options.flatten === true });
  const drawing = options.withStats === undefined ? plain : await loaded(plain, plan, options.withStats, host);
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

async function loaded(plain: Drawing, plan: GraphPlan, file: string, host: CliHost): Promise<Drawing> {
  const { drawing, unknown } = withLoad(plain, plan, await readRunStats(resolve(host.cwd, file)));
  if (unknown === plan.nodes.length && unknown > 0) {
    throw new UsageError(`--with-stats: ${file}: is the trace of another graph: it knows none of the nodes.`);
  }
  return drawing;
}
