import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CliHost } from '../../../runtime-node/cli/cli-host.ts';
import { runCommand } from '../../../runtime-node/cli/commands/run.ts';
import { validateCommand } from '../../../runtime-node/cli/commands/validate.ts';
import { reportFailure } from '../../../runtime-node/cli/failure.ts';
import { grammarText } from '../../fixtures/hostile/grammar-text.ts';
import { seeded } from '../../fixtures/hostile/seeded.ts';

const COUNT = Number(process.env['MILLRACE_FUZZ_GRAPHS'] ?? 2000);

interface Outcome {
  readonly exitCode: number;
  readonly output: { readonly issues?: readonly unknown[]; readonly files?: readonly { issues: readonly unknown[] }[] };
}

/** A command as the command line runs it, with `--json`. */
async function outcome(cwd: string, command: (host: CliHost) => Promise<number>): Promise<Outcome> {
  const lines: string[] = [];
  const terminal: CliHost['terminal'] = {
    isInteractive: false,
    out: line => lines.push(line),
    err: () => undefined,
    status: () => undefined,
  };
  const host: CliHost = { terminal, cwd, interrupted: new AbortController().signal };
  const exitCode = await command(host).catch((error: unknown) => reportFailure(terminal, error, true));
  return { exitCode, output: JSON.parse(lines.at(-1) ?? '{}') as Outcome['output'] };
}

it(`validate and run agree on ${COUNT} generated graphs, to the last issue`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-agree-'));
  let valid = 0;
  let ran = 0;
  try {
    await writeFile(join(folder, 'empty.jsonl'), '');
    for (let number = 0; number < COUNT; number += 1) {
      const { text, format } = grammarText(seeded(7_000_003 + number));
      const file = join(folder, `graph.${format}`);
      await writeFile(file, text);
      const checked = await outcome(folder, host => validateCommand([file], { json: true }, host));
      const input = ['a', 'b'].map(name => `${name}=${join(folder, 'empty.jsonl')}`);
      const flags = { input, output: [], side: [], set: [], json: true, offline: true } as const;
      const run = await outcome(folder, host => runCommand(file, flags, host));
      const shown = `text ${number}\n${text}`;
      if (checked.exitCode === 0) {
        valid += 1;
        // Past the checks: it ran, or asks for files that this test does not give, or failed on the data.
        expect([0, 2, 3], shown).toContain(run.exitCode);
        if (run.exitCode === 0) ran += 1;
      } else {
        expect(run.exitCode, shown).toBe(checked.exitCode);
        expect(run.output.issues, shown).toEqual(checked.output.files?.[0]?.issues);
      }
      await rm(file);
    }
    expect(valid).toBeGreaterThan(COUNT / 20);
    expect(ran).toBeGreaterThan(COUNT / 50);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 900_000);
