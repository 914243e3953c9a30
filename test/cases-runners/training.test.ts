import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isTrainingCaseFile, runTrainingCaseFile } from './training.ts';

const folder = fileURLToPath(new URL('../cases/training/', import.meta.url));
const files = readdirSync(folder).filter(name => name.endsWith('.json'));
const read = (name: string): unknown => JSON.parse(readFileSync(`${folder}${name}`, 'utf8'));

describe('training oracles', () => {
  it('are all there', () => {
    expect(files.length).toBe(11);
    expect(files.filter(isTrainingCaseFile)).toEqual(files);
  });

  it.each(files)('%s holds', name => {
    const result = runTrainingCaseFile(read(name), name);
    expect(result.failed).toEqual([]);
    expect(result.skipped).toEqual([]);
    expect(result.passed).toBeGreaterThan(0);
  });

  it('reports a wrong value', () => {
    const wrong = { wilson_lower_bound: [{ pos: 0, n: 0, z: 1.96, expected: 0.5 }] };
    expect(runTrainingCaseFile(wrong, 'feedback_ranking.json').failed).toEqual([
      { name: 'feedback_ranking.wilson_lower_bound[0]', message: 'bound[0] is 0, not 0.5' },
    ]);
    expect(runTrainingCaseFile({ other: [1] }, 'dvrl.json').skipped).toHaveLength(1);
  });
});
