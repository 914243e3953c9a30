import { distance } from 'fastest-levenshtein';

/**
 * The known name that a mistyped one most likely means; `undefined` if none is near. Upper and lower case do not count
 * as differences. Near is a third of the length, at least 1 and at most 7 edits.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  // A name of a thousand characters is no typing mistake, and the distance is quadratic.
  if (name.length > 100) return undefined;
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let least = Math.min(7, Math.max(name.length > 3 ? 2 : 1, Math.floor(name.length / 3))) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits < least) {
      least = edits;
      best = candidate;
    }
  }
  return best;
}

/** `Did you mean "x"?`, or `undefined` if no known name is near. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const best = nearest(name, known);
  return best === undefined ? undefined : `Did you mean "${best}"?`;
}

/** `title: a, b, c.` cut after 24 names; `none` stands for an empty list. */
export function listNames(title: string, names: readonly string[]): string {
  if (names.length === 0) return `${title}: none.`;
  const shown = names.slice(0, 24);
  const rest = names.length - shown.length;
  return `${title}: ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`;
}

/** Joins the sentences that are there with a space. */
export function sentences(...parts: readonly (string | undefined)[]): string | undefined {
  const given = parts.filter(part => part !== undefined && part !== '');
  return given.length === 0 ? undefined : given.join(' ');
}
