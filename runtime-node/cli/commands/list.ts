import type { CliHost } from '../cli-host.ts';
import { cliRegistry } from '../cli-registry.ts';
import { ExitCode } from '../exit-code.ts';

/** Lists calculators with the first sentence of what they do. */
export async function listCommand(
  word: string | undefined,
  options: { readonly json?: true },
  host: CliHost,
): Promise<ExitCode> {
  const registry = cliRegistry();
  const rows = registry.names().flatMap(name => {
    const summary = registry.get(name)?.summary ?? '';
    const hit = word === undefined || `${name} ${summary}`.toLowerCase().includes(word.toLowerCase());
    return hit ? [{ name, summary }] : [];
  });
  if (options.json === true) {
    host.terminal.out(JSON.stringify({ ok: true, calculators: rows }));
    return ExitCode.ok;
  }
  const width = Math.max(0, ...rows.map(row => row.name.length));
  for (const row of rows) host.terminal.out(`${row.name.padEnd(width)}  ${firstSentence(row.summary)}`);
  if (rows.length === 0) host.terminal.err(`No calculator has ${JSON.stringify(word)} in its name or summary.`);
  return ExitCode.ok;
}

function firstSentence(text: string): string {
  return (/^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text).replace(/\s+/g, ' ');
}
