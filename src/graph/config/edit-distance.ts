/**
 * How many characters must be put in, left out or replaced to make one text of another (Levenshtein's distance); `limit` if
 * it is as many or more. Takes time with the product of the lengths, far less for texts that have little in common.
 */
export function editDistance(from: string, to: string, limit: number): number {
  const row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 0; i < from.length; i += 1) {
    let left = i + 1;
    let least = left;
    let above = row[0] ?? 0;
    row[0] = left;
    for (let j = 0; j < to.length; j += 1) {
      const next = row[j + 1] ?? 0;
      left = Math.min(next + 1, left + 1, above + (from[i] === to[j] ? 0 : 1));
      above = next;
      row[j + 1] = left;
      if (left < least) least = left;
    }
    if (least >= limit) return limit;
  }
  return row[to.length] ?? 0;
}
