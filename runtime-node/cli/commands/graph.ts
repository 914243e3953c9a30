import type { CliHost } from '../cli-host.ts';
import { cliRegistry } from '../cli-registry.ts';
import { drawPlan, toDot, toMermaid } from '../draw-plan.ts';
import { ExitCode } from '../exit-code.ts';
import { openPlan } from '../open-graph.ts';

/** Draws a graph as text. */
export async function graphCommand(
  file: string,
  options: { readonly format: string },
  host: CliHost,
): Promise<ExitCode> {
  const drawing = drawPlan(await openPlan(file, cliRegistry()));
  const text =
    options.format === 'dot'
      ? toDot(drawing)
      : options.format === 'json'
        ? JSON.stringify(drawing, null, 1)
        : toMermaid(drawing);
  host.terminal.out(text);
  return ExitCode.ok;
}
