/**
 * Learns handwritten digits by graphs/teachable from few examples and prints how many of 1,797 others are told right:
 * `node scripts/run-ts.mjs training/teachable/train-digits.ts`. Needs ../shared/cases/training/data. Writes no file.
 */
import { hasDigits, learnDigits } from './learn-digits.ts';

if (!hasDigits) {
  console.error('train-digits: there are no digits beside the repository (../shared/cases/training/data).');
  process.exitCode = 4;
} else {
  console.log('| examples per class | head | nearest ten |\n| --- | --- | --- |');
  for (const perClass of [5, 10, 20]) {
    const [head, nearest] = [
      await learnDigits({ graph: 'image', perClass, asked: 1797 }),
      await learnDigits({ graph: 'knn', perClass, asked: 1797 }),
    ];
    console.log(`| ${perClass} | ${head.toFixed(4)} | ${nearest.toFixed(4)} |`);
  }
}
