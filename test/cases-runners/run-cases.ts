/**
 * Runs every case file below a folder: `npm run -s cases -- DIR [--verbose] [--executor pool|shared-pool]`. Prints a line per
 * failing case and ends with `N passed, N failed, N skipped`. With `--executor pool` every node that can be moved runs on a pool
 * of threads; the number of those is printed first.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startCasePool } from './mediapipe/case-pool.ts';
import { isRecord } from './mediapipe/case-values.ts';
import type { GraphCase } from './mediapipe/graph-case.ts';
import { NotRunnable, runGraphCase } from './mediapipe/run-graph-case.ts';
import { runUnitCase } from './mediapipe/run-unit-case.ts';
import { type CaseFileResult, runSegmentationCaseFile } from './segmentation.ts';
import { isTrainingCaseFile, runTrainingCaseFile } from './training.ts';

/** The cases that are left out, with the reasons. The command runs in the project's folder. */
const lists = path.resolve('test/conformance');

async function readList(name: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(path.join(lists, name), 'utf8');
  return new Map(Object.entries(JSON.parse(text) as Record<string, string>));
}

const disputed = await readList('disputed.json');

async function runFile(file: string): Promise<CaseFileResult> {
  const name = path.basename(file);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    return { passed: 0, failed: [{ name, message: `is no JSON: ${String(error)}` }], skipped: [] };
  }
  if (isRecord(json) && 'id' in json && 'steps' in json) return runMediapipe(json as unknown as GraphCase);
  return isTrainingCaseFile(file) ? runTrainingCaseFile(json, file) : runSegmentationCaseFile(json, file);
}

async function runMediapipe(given: GraphCase): Promise<CaseFileResult> {
  const name = given.id;
  const skip = (message: string): CaseFileResult => ({ passed: 0, failed: [], skipped: [{ name, message }] });
  const reason = disputed.get(name);
  if (reason !== undefined) return skip(reason);
  try {
    if (given.kind === undefined) await runGraphCase(given, pool);
    else runUnitCase(given);
    return { passed: 1, failed: [], skipped: [] };
  } catch (error) {
    if (error instanceof NotRunnable) return skip(error.message);
    return {
      passed: 0,
      failed: [{ name, message: error instanceof Error ? error.message : String(error) }],
      skipped: [],
    };
  }
}

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { verbose: { type: 'boolean' }, executor: { type: 'string' } },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error('cases: no folder. Give one: npm run -s cases -- DIR');
  process.exit(2);
}
if (flags.executor !== undefined && !['pool', 'shared-pool'].includes(flags.executor)) {
  console.error(`cases: there is no executor "${flags.executor}". Take pool or shared-pool.`);
  process.exit(2);
}
const pool =
  flags.executor === undefined
    ? undefined
    : await startCasePool(flags.executor === 'shared-pool' ? 'shared' : 'transfer');
// A case must not bring down the others.
process.on('unhandledRejection', error => console.log(`unhandled rejection: ${String(error)}`));
const totals = { passed: 0, failed: 0, skipped: 0 };
const files = (await readdir(folder, { recursive: true })).filter(name => name.endsWith('.json')).sort();
for (const file of files) {
  const { passed, failed, skipped } = await runFile(path.join(folder, file));
  totals.passed += passed;
  totals.failed += failed.length;
  totals.skipped += skipped.length;
  for (const one of failed) console.log(`FAIL ${file} ${one.name}: ${one.message}`);
  if (flags.verbose === true) for (const one of skipped) console.log(`SKIP ${file} ${one.name}: ${one.message}`);
}
if (pool !== undefined) console.log(`${pool.moved} of ${pool.nodes} nodes were moved to the pool`);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 ? 0 : 1);
