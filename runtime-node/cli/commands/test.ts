import { runGraphTest, simulateGraphTest } from '../../../src/graph/testing/index.ts';
import { createNodeGraph } from '../../create-node-graph.ts';
import { readGraphTests } from '../../graph-tests/read-graph-tests.ts';
import type { CliHost } from '../cli-host.ts';
import { cliRegistry } from '../cli-registry.ts';
import { ExitCode } from '../exit-code.ts';

interface Verdict {
  readonly file: string;
  readonly name: string;
  readonly differences: readonly string[];
}

/** Runs the tests of `.test.yaml` files and prints a line for each. */
export async function testCommand(
  files: readonly string[],
  options: { readonly json?: true },
  host: CliHost,
): Promise<ExitCode> {
  const verdicts: Verdict[] = [];
  for (const file of files) {
    const { plan, folder, tests } = await readGraphTests(file, cliRegistry());
    for (const test of tests) {
      const graph = createNodeGraph(plan, { files: { base: folder } });
      const verdict = { file, name: test.name, differences: await runGraphTest(graph, test) };
      verdicts.push(verdict);
      if (options.json !== true) for (const line of linesOf(verdict)) host.terminal.out(line);
    }
  }
  const failed = verdicts.filter(one => one.differences.length > 0).length;
  host.terminal.out(
    options.json === true
      ? JSON.stringify({ ok: failed === 0, tests: verdicts })
      : `${verdicts.length - failed} passed, ${failed} failed`,
  );
  return failed === 0 ? ExitCode.ok : ExitCode.failure;
}

/**
 * Runs the tests of a file on the schedule of a seed, as a failing property test did, and prints the calls in their
 * order, then what differs and which laws of the engine were broken. Time is virtual: a graph that reads files or loads models cannot be replayed.
 */
export async function replayCommand(
  file: string,
  options: { readonly seed: number },
  host: CliHost,
): Promise<ExitCode> {
  const { plan, tests } = await readGraphTests(file, cliRegistry());
  let failed = 0;
  for (const test of tests) {
    const { calls, differences: found } = await simulateGraphTest(plan, test, options.seed, createNodeGraph);
    for (const call of calls) host.terminal.out(`  ${call}`);
    for (const line of linesOf({ file, name: test.name, differences: found })) host.terminal.out(line);
    if (found.length > 0) failed += 1;
  }
  return failed === 0 ? ExitCode.ok : ExitCode.failure;
}

const linesOf = ({ file, name, differences }: Verdict): readonly string[] => [
  `${differences.length === 0 ? 'ok  ' : 'FAIL'} ${file}: ${name}`,
  ...differences.map(line => `     ${line}`),
];
