import { graphSchema } from '../../../src/graph/index.ts';
import type { CliHost } from '../cli-host.ts';
import { cliRegistry } from '../cli-registry.ts';
import { ExitCode } from '../exit-code.ts';

/** Prints the JSON Schema of graph files. */
export async function schemaCommand(host: CliHost): Promise<ExitCode> {
  host.terminal.out(JSON.stringify(graphSchema(cliRegistry()), null, 1));
  return ExitCode.ok;
}
