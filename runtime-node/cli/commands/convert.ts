import { extname } from 'node:path';
import { writeGraph } from '../../../src/graph/index.ts';
import type { CliHost } from '../cli-host.ts';
import { cliRegistry } from '../cli-registry.ts';
import { ExitCode } from '../exit-code.ts';
import { openGraph } from '../open-graph.ts';

/** Prints a graph file in the other format: YAML as `.pbtxt`, `.pbtxt` as YAML. */
export async function convertCommand(
  file: string,
  options: { readonly to?: 'yaml' | 'pbtxt' },
  host: CliHost,
): Promise<ExitCode> {
  const registry = cliRegistry();
  const { graph } = await openGraph(file, registry);
  const isPbtxt = ['.pbtxt', '.textproto'].includes(extname(file));
  host.terminal.out(writeGraph(graph.config, options.to ?? (isPbtxt ? 'yaml' : 'pbtxt'), registry).trimEnd());
  return ExitCode.ok;
}
