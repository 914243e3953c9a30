import type { Generator } from './generator.ts';

/** A source of normally distributed numbers, mean 0, standard deviation 1: Box-Muller, both numbers of a pair used. */
export function normalSource(generator: Generator): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    // 1 - u lies in (0, 1]: the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - generator.uniform()));
    const angle = 2 * Math.PI * generator.uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
