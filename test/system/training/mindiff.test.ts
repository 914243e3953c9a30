import { expect, it } from 'vitest';
import { sweepMinDiff } from '../../../training/mindiff/sweep-min-diff.ts';

it('MinDiff closes most of the gap between groups for little accuracy, the more the higher its weight', async () => {
  const seeds = [1, 2];
  const plain = await sweepMinDiff({ kind: 'mmd', weight: 0, seeds });
  const fair = await sweepMinDiff({ kind: 'mmd', weight: 1.5, seeds });
  const strict = await sweepMinDiff({ kind: 'mmd', weight: 5, seeds });
  const at = (found: Readonly<Record<string, number>>, name: string): number => found[name] ?? Number.NaN;
  expect(at(fair, 'fixed.fpr_gap')).toBeLessThan(0.55 * at(plain, 'fixed.fpr_gap'));
  expect(at(fair, 'matched.fpr_gap')).toBeLessThan(at(plain, 'matched.fpr_gap'));
  expect(at(fair, 'accuracy')).toBeGreaterThan(at(plain, 'accuracy') - 0.02);
  expect(at(fair, 'distance.negatives')).toBeLessThan(at(plain, 'distance.negatives'));
  expect(at(strict, 'distance.negatives')).toBeLessThan(at(fair, 'distance.negatives') + 0.02);
});
