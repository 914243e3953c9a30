import { closest, distance } from 'fastest-levenshtein';

/** ` Did you mean "…"?` with the nearest of some names, `''` when none is near. */
export function didYouMean(name: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const nearest = closest(
    name.toLowerCase(),
    names.map(one => one.toLowerCase()),
  );
  const original = names.find(one => one.toLowerCase() === nearest);
  const near = distance(name.toLowerCase(), nearest) <= Math.max(2, Math.floor(name.length / 3));
  return near && original !== undefined ? ` Did you mean "${original}"?` : '';
}
