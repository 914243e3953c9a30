import { availableParallelism } from 'node:os';
import { runStep } from './run-step.mjs';

/** More at once need more memory than a small machine has. */
const MOST_AT_ONCE = 4;

/**
 * Runs checks, several at once, then those that must be alone, all of them also after a failure: who commits wants to see
 * everything. Prints a line about each when it ends.
 *
 * @returns the names of those that failed.
 */
export async function runSteps(steps) {
  const failed = [];
  const runAll = async (queue, atOnce) => {
    const next = async () => {
      for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
        if (!(await runStep(step))) failed.push(step.name);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, next));
  };
  const atOnce = Math.min(availableParallelism(), MOST_AT_ONCE);
  await runAll(
    steps.filter(step => step.alone !== true),
    atOnce,
  );
  await runAll(
    steps.filter(step => step.alone === true),
    1,
  );
  return failed;
}
