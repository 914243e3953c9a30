import { type SchemaName, schemas } from '../../documents/schemas.ts';
import type { CliHost } from '../cli-host.ts';
import { cliRegistry } from '../cli-registry.ts';
import { ExitCode } from '../exit-code.ts';

/** Prints the JSON Schema of a kind of file. */
export async function schemaCommand(name: SchemaName, host: CliHost): Promise<ExitCode> {
  host.terminal.out(JSON.stringify(schemas[name](cliRegistry()), null, 1));
  return ExitCode.ok;
}
