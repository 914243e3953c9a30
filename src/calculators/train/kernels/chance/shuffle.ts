import type { Generator } from './generator.ts';

/** The integers 0..n-1 in random order: Fisher-Yates from the end, j = floor(u (i + 1)). */
export function shuffledIndices(n: number, generator: Generator): number[] {
  return shuffle(
    Array.from({ length: n }, (_, i) => i),
    generator,
  );
}

/** Shuffles a list in place, by the rule of {@link shuffledIndices}, and returns it. */
export function shuffle<T>(items: T[], generator: Generator): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(generator.uniform() * (i + 1));
    const kept = items[i]!;
    items[i] = items[j]!;
    items[j] = kept;
  }
  return items;
}
