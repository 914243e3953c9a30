import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { childProgram, root } from '../../fixtures/hostile/child-program.ts';
import type { FuzzReport } from '../../fixtures/hostile/fuzz-configs.ts';

/** Texts per run; MILLRACE_FUZZ=1000000 MILLRACE_FUZZ_SEED=7 for a night. */
const COUNT = Number(process.env['MILLRACE_FUZZ'] ?? 20_000);
const SEED = Number(process.env['MILLRACE_FUZZ_SEED'] ?? 1);
const PROCESSES = 2;

// About 60 s of CPU time, on two cores; a busy machine takes several times as long.
it(`${COUNT} mutated and generated graph files are valid or have issues with a place, and do nothing else`, async () => {
  const program = await childProgram('test/fixtures/hostile/fuzz-configs.ts');
  const folder = await mkdtemp(join(tmpdir(), 'millrace-fuzz-'));
  try {
    const reports = await Promise.all(
      Array.from({ length: PROCESSES }, async (_, i): Promise<FuzzReport> => {
        const [seed, progress] = [`${PROCESSES * SEED + i}`, join(folder, `${i}`)];
        const count = String(COUNT / PROCESSES);
        const { code, signal, stdout, stderr } = await program.run(
          [root, seed, count, progress],
          ['--max-old-space-size=128'],
        );
        const last = (await readFile(progress, 'utf8').catch(() => 'none')).split('\n')[0];
        expect(code, `seed ${seed}, text ${last}: the process ended by ${signal ?? code}\n${stderr}`).toBe(0);
        return JSON.parse(stdout) as FuzzReport;
      }),
    );
    // A text is made again by its seed and number.
    const findings = reports.flatMap((report, i) =>
      report.findings.map(({ number, faults }) => `seed ${PROCESSES * SEED + i}, text ${number}: ${faults.join('; ')}`),
    );
    expect(findings).toEqual([]);
    // The texts reach beyond the parser: there are valid ones, and most rules are broken.
    expect(reports.reduce((sum, report) => sum + report.valid, 0)).toBeGreaterThan(COUNT / 20);
    expect(new Set(reports.flatMap(report => Object.keys(report.rules))).size).toBeGreaterThan(40);
  } finally {
    await program.remove();
    await rm(folder, { recursive: true });
  }
}, 900_000);
