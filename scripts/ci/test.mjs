// `npm test`: every check, every test and every case, summed up. The last line is `N passed, N failed, N skipped`, where
// each check counts as one test; the exit code is 1 if anything failed. Nothing stops the run early.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runCommand } from './run-step.mjs';
import { runSteps } from './run-steps.mjs';
import { steps } from './steps.mjs';

const total = { passed: 0, failed: [], skipped: [] };

/** What tests with real media or pages need of the system; without it they skip and say so. */
async function installSystemPackages() {
  const script = 'scripts/install-system-packages.sh';
  if (!existsSync(script)) return;
  const { code, output, seconds } = await runCommand(['bash', script, 'ffmpeg', 'chromium'], { minutes: 8 });
  if (code === 0) console.log(`ok    system packages ${seconds.toFixed(1)} s`);
  else total.skipped.push({ name: script, reason: output.trim().split('\n').at(-1) ?? `exit code ${code}` });
}

async function runChecks() {
  const failed = await runSteps(steps);
  total.passed += steps.length - failed.length;
  total.failed.push(...failed.map(name => `check: ${name}`));
}

/** All vitest projects in one run. */
async function runTests() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-test-'));
  const file = path.join(folder, 'summary.json');
  process.env.MILLRACE_TEST_SUMMARY = file;
  const { code } = await runCommand(
    ['npx', 'vitest', 'run', '--reporter=default', '--reporter=./scripts/ci/summary-reporter.mjs'],
    // Some ten minutes on two cores; more where they are shared.
    { echo: true, minutes: 45 },
  );
  if (existsSync(file)) {
    const summary = JSON.parse(readFileSync(file, 'utf8'));
    total.passed += summary.passed;
    total.failed.push(...summary.failed);
    total.skipped.push(...summary.skipped);
    if (code !== 0 && summary.failed.length === 0) total.failed.push(`vitest: exit code ${code}`);
  } else total.failed.push('vitest: ended without a summary');
  rmSync(folder, { recursive: true, force: true });
}

/** The cases that are data: a folder of inputs and expected outputs, run by the command that others use as well. */
async function runCases() {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  if (scripts.cases === undefined || !existsSync('test/cases')) return;
  const { code, output } = await runCommand(['npm', 'run', '-s', 'cases', '--', 'test/cases', '--verbose'], {
    echo: true,
  });
  const counts = output
    .trim()
    .split('\n')
    .at(-1)
    ?.match(/(\d+) passed, (\d+) failed(?:, (\d+) skipped)?/);
  if (counts === null || counts === undefined) {
    total.failed.push(`cases: exit code ${code}, no closing line "N passed, N failed, N skipped"`);
    return;
  }
  const [passed, failed, skipped] = counts.slice(1).map(count => Number(count ?? 0));
  total.passed += passed;
  for (let i = 1; i <= failed; i++) total.failed.push(`cases: ${i} of ${failed} (see above)`);
  for (let i = 1; i <= skipped; i++) total.skipped.push({ name: `cases: ${i} of ${skipped}`, reason: 'see above' });
  if (code !== 0 && failed === 0) total.failed.push(`cases: exit code ${code}`);
}

await installSystemPackages();
await runChecks();
await runTests();
await runCases();

for (const { name, reason } of total.skipped) console.log(`SKIPPED  ${name}  ${reason || '(reason: see its name)'}`);
for (const name of total.failed) console.log(`FAILED   ${name}`);
console.log(`${total.passed} passed, ${total.failed.length} failed, ${total.skipped.length} skipped`);
process.exitCode = total.failed.length === 0 ? 0 : 1;
