// `npm run -s check`: everything CI runs except the slow suites. Give names of steps to run only those.
import { runSteps } from './run-steps.mjs';
import { steps } from './steps.mjs';

const all = [
  ...steps,
  {
    name: 'unit',
    command: ['npm', 'run', '-s', 'test:unit'],
    alone: true,
    remedy: 'npx vitest run FILE shows one test file alone',
  },
];
const wanted = process.argv.slice(2);
const unknown = wanted.filter(name => !all.some(step => step.name === name));
if (unknown.length > 0) {
  console.error(`check: no step ${unknown.join(', ')}. The steps: ${all.map(step => step.name).join(', ')}.`);
  process.exit(2);
}

const failed = await runSteps(all.filter(step => wanted.length === 0 || wanted.includes(step.name)));
console.log(failed.length === 0 ? 'check: all passed' : `check: failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
