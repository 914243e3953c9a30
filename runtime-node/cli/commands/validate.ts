import {
  type ConfigIssue,
  checkGraph,
  formatIssue,
  GraphConfigError,
  type GraphLimits,
  trustedLimits,
  untrustedLimits,
} from '../../../src/graph/index.ts';
import type { CliHost } from '../cli-host.ts';
import { cliRegistry } from '../cli-registry.ts';
import { ExitCode } from '../exit-code.ts';
import { openGraph } from '../open-graph.ts';

interface Verdict {
  readonly file: string;
  readonly ok: boolean;
  readonly issues: readonly ConfigIssue[];
  readonly warnings: readonly ConfigIssue[];
}

/** Checks files by the same steps as `run`, up to the point where it would start. */
export async function validateCommand(
  files: readonly string[],
  options: { readonly json?: true; readonly untrusted?: true },
  host: CliHost,
): Promise<ExitCode> {
  const verdicts: Verdict[] = [];
  let exitCode: ExitCode = ExitCode.ok;
  for (const file of files) {
    const verdict = await check(file, options.untrusted === true ? untrustedLimits : trustedLimits);
    verdicts.push(verdict);
    if (!verdict.ok) exitCode = ExitCode.invalidGraph;
    if (options.json === true) continue;
    for (const issue of [...verdict.issues, ...verdict.warnings]) host.terminal.err(formatIssue(issue));
    const count = verdict.issues.length;
    host.terminal.out(`${file}: ${verdict.ok ? 'ok' : `${count} ${count === 1 ? 'issue' : 'issues'}`}`);
  }
  if (options.json === true) host.terminal.out(JSON.stringify({ ok: exitCode === ExitCode.ok, files: verdicts }));
  return exitCode;
}

async function check(file: string, limits: GraphLimits): Promise<Verdict> {
  const registry = cliRegistry();
  try {
    const { graph, subgraphs } = await openGraph(file, registry);
    const { issues, warnings } = checkGraph(graph, { registry, subgraphs, limits });
    return { file, ok: issues.length === 0, issues, warnings };
  } catch (error) {
    if (!(error instanceof GraphConfigError)) throw error;
    return { file, ok: false, issues: error.issues, warnings: [] };
  }
}
