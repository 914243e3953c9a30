import type { OneOrMany } from '../src/graph/index.ts';

/** A config field that may hold one value or a list, as a list. Absent: an empty one. */
export function toList<T>(value: OneOrMany<T> | undefined): readonly T[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

function isList<T>(value: OneOrMany<T>): value is readonly T[] {
  return Array.isArray(value);
}
