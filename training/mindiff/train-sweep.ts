/**
 * Trains graphs/mindiff/train.yaml with several penalties and weights, four seeds each, and prints the medians as a table:
 * `node scripts/run-ts.mjs training/mindiff/train-sweep.ts`. Writes no file.
 */
import { sweepMinDiff } from './sweep-min-diff.ts';

const figures = [
  'accuracy',
  'auc',
  'fixed.fpr.a',
  'fixed.fpr.b',
  'fixed.fpr_gap',
  'matched.fpr_gap',
  'distance.negatives',
];
const settings = [
  { kind: 'mmd', weight: 0 },
  { kind: 'mmd', weight: 0.5 },
  { kind: 'mmd', weight: 1.5 },
  { kind: 'mmd', weight: 5 },
  { kind: 'absolute_correlation', weight: 0.3 },
  { kind: 'absolute_correlation', weight: 1 },
];
console.log(`| penalty | weight | ${figures.join(' | ')} |`);
console.log(`| --- | --- | ${figures.map(() => '---').join(' | ')} |`);
for (const { kind, weight } of settings) {
  const found = await sweepMinDiff({ kind, weight, seeds: [1, 2, 3, 4] });
  console.log(`| ${kind} | ${weight} | ${figures.map(name => (found[name] ?? Number.NaN).toFixed(4)).join(' | ')} |`);
}
