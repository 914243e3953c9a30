import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CliHost } from '../cli-host.ts';
import { ExitCode } from '../exit-code.ts';
import { UsageError } from '../usage-error.ts';
import { calculatorTemplate } from './new-calculator-template.ts';
import type { NewName } from './new-file.ts';
import { graphTemplate } from './new-graph-template.ts';

/** Writes a calculator or a graph with a test that passes. Overwrites nothing. */
export async function newCommand(
  kind: 'calculator' | 'graph',
  name: string,
  options: { readonly dir: string },
  host: CliHost,
): Promise<ExitCode> {
  const files = kind === 'calculator' ? calculatorTemplate(spell(name)) : graphTemplate(spell(name));
  const folder = resolve(host.cwd, options.dir);
  for (const file of files) {
    if (await exists(join(folder, file.name))) {
      throw new UsageError(`new: ${join(options.dir, file.name)} exists already. Choose another name or --dir.`);
    }
  }
  await mkdir(folder, { recursive: true });
  for (const file of files) {
    await writeFile(join(folder, file.name), file.text, { flag: 'wx' });
    host.terminal.out(join(options.dir, file.name));
  }
  host.terminal.err('Its test runs with vitest: npm install --save-dev vitest && npx vitest run');
  return ExitCode.ok;
}

function spell(name: string): NewName {
  const bare = name.replace(/Calculator$/, '');
  const words = bare.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|\d+/g);
  if (words === null || !/^[A-Za-z][\w-]*$/.test(bare)) {
    throw new UsageError(
      `new: ${JSON.stringify(name)} is no name. Use letters, digits and "-", such as Doubler or hand-filter.`,
    );
  }
  const lower = words.map(word => word.toLowerCase());
  const pascal = lower.map(word => (word[0] ?? '').toUpperCase() + word.slice(1)).join('');
  return { kebab: lower.join('-'), pascal, camel: (pascal[0] ?? '').toLowerCase() + pascal.slice(1) };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
