import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BenchRow } from '../bench-row.ts';

const root = path.resolve(import.meta.dirname, '../..');

/**
 * The rows of a bench that runs in a process of its own, as graphs mostly do: what the compiler and the heap have learnt of
 * other graphs, and of other operators of the peers, would show.
 *
 * @throws Error with what the process printed, if it fails.
 */
export function inOwnProcess(name: string): readonly BenchRow[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-bench-'));
  const file = path.join(folder, 'rows.json');
  try {
    const { status, stderr } = spawnSync(
      process.execPath,
      [path.join(root, 'scripts/run-ts.mjs'), path.join(root, 'bench/run.ts'), name, '--json', file],
      { cwd: root, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`bench ${name}: ended with ${status}.\n${stderr}`);
    return JSON.parse(readFileSync(file, 'utf8')) as readonly BenchRow[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
