import type { Generator } from './generator.ts';
import { shuffledIndices } from './shuffle.ts';

/** Labels of which some are wrong on purpose. */
export interface CorruptedLabels {
  readonly labels: readonly number[];
  /** The rows whose label was changed, ascending. */
  readonly noisy: readonly number[];
}

/** Gives floor(n * rate) random rows a random other class: a corrupted label never keeps its class. */
export function corruptLabels(
  labels: readonly number[],
  classes: number,
  rate: number,
  generator: Generator,
): CorruptedLabels {
  if (classes < 2) throw new RangeError(`corruptLabels: ${classes} classes. Give labels of at least two classes.`);
  const chosen = shuffledIndices(labels.length, generator).slice(0, Math.floor(labels.length * rate));
  const result = labels.slice();
  for (const row of chosen) {
    result[row] = (labels[row]! + 1 + Math.floor(generator.uniform() * (classes - 1))) % classes;
  }
  return { labels: result, noisy: chosen.sort((a, b) => a - b) };
}
