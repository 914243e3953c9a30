/** Lower-case words: maximal runs of Unicode letters, digits, marks and underscores. */
export function tokenise(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}_]+/gu) ?? [];
}

/** All runs of 1 to `longest` words, each joined by a space: first the single words, then the pairs … */
export function ngrams(words: readonly string[], longest: number): string[] {
  const result: string[] = [];
  for (let n = 1; n <= longest; n++) {
    for (let i = 0; i + n <= words.length; i++) result.push(words.slice(i, i + n).join(' '));
  }
  return result;
}
