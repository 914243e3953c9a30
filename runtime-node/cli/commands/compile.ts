import { writeFile } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import type { CliHost } from '../cli-host.ts';
import { cliRegistry } from '../cli-registry.ts';
import { compilePlan } from '../compile/compile-plan.ts';
import { ExitCode } from '../exit-code.ts';
import { nameValues } from '../name-value.ts';
import { settledPlan } from '../run/settled-plan.ts';

/** Writes a checked graph as a module for pages, or prints it; with the settings that the pages shall have. */
export async function compileCommand(
  file: string,
  options: { readonly output?: string; readonly plain?: true; readonly set: readonly string[] },
  host: CliHost,
): Promise<ExitCode> {
  const plan = await settledPlan(file, nameValues('--set', options.set), cliRegistry());
  const { output, plain = false } = options;
  const typescript = output !== undefined && ['.ts', '.mts'].includes(extname(output));
  const text = compilePlan(plan, { file: basename(file), plain, typescript });
  if (output === undefined) host.terminal.out(text.trimEnd());
  else await writeFile(resolve(host.cwd, output), text);
  return ExitCode.ok;
}
